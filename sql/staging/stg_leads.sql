-- Grain:   lead_id
-- Unit:    as in the contract
-- Source:  raw.leads
-- Answers: which leads are there now?

select
    lead_id,
    person_id,
    lead_type,
    stage,
    status,
    lost_reason,
    tenant_id,
    created_at,
    first_contacted_at,
    party_hash,
    party_masked

from raw.leads

where seen_until_run_id is null and not is_deleted
