-- Grain:   message_id
-- Unit:    as in the contract
-- Source:  raw.messages
-- Answers: which messages came and went?

select
    message_id,
    thread_id,
    channel,
    direction,
    tenant_id,
    lead_id,
    person_id,
    stakeholder_id,
    is_automatic,
    needs_answer,
    sent_at,
    updated_at

from raw.messages
