-- Grain:   event_id
-- Unit:    as in the contract
-- Source:  raw.usage_events
-- Answers: what did each user of a tenant do in the product?

select
    event_id,
    tenant_id,
    user_id,
    user_kind,
    feature,
    is_qualifying,
    occurred_at

from raw.usage_events
