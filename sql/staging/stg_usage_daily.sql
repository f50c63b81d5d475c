-- Grain:   tenant_id, user_id, usage_date
-- Unit:    as in the contract
-- Source:  raw.usage_daily
-- Answers: which user of a tenant used the product on a local day?

select
    tenant_id,
    user_id,
    usage_date,
    user_kind,
    event_count,
    session_count,
    features,
    last_event_at,
    updated_at

from raw.usage_daily
