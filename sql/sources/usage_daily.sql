-- Entity:   usage_daily
-- Source:   Postgres table usage_daily
-- Cursor:   updated_at
-- Lookback: 2 days
-- Answers:  which user of a tenant used the product on a local day, how much, which parts of it?

select
    usage_daily.customer_id::text as tenant_id,
    usage_daily.user_ref::text as user_id,
    usage_daily.usage_date,
    usage_daily.user_kind,
    usage_daily.event_count,
    usage_daily.session_count,
    usage_daily.features,
    usage_daily.last_event_at,
    usage_daily.updated_at

from usage_daily
