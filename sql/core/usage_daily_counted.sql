-- Grain:   tenant_id, user_id, usage_date
-- Unit:    qualifying events; local days of the tenant
-- Source:  usage_daily and tenants, through staging
-- Answers: which daily rows of usage are of a human user of a customer?
-- Kept as: nothing

-- Staff, impersonation, bots and services are no users, and a sandbox is no customer.
with

sandboxes as (

    select tenant_id from stg_tenants where is_sandbox

),

final as (

    select
        stg_usage_daily.tenant_id,
        stg_usage_daily.user_id,
        stg_usage_daily.usage_date,
        stg_usage_daily.event_count,
        stg_usage_daily.session_count,
        stg_usage_daily.features

    from stg_usage_daily

    anti join sandboxes
        on stg_usage_daily.tenant_id = sandboxes.tenant_id

    where
        stg_usage_daily.event_count > 0
        and coalesce(stg_usage_daily.user_kind, 'human') = 'human'

)

select * from final
