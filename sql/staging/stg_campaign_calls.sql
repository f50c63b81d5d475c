-- Grain:   campaign_call_id
-- Unit:    as in the contract
-- Source:  raw.campaign_calls
-- Answers: which call was an attempt of which campaign?

select
    campaign_call_id,
    campaign_id,
    source,
    annotation_id,
    call_id,
    agent_kind,
    agent_value,
    outcome,
    is_contact,
    is_success,
    attempted_at,
    updated_at,
    party_hash,
    party_masked

from raw.campaign_calls
