-- Grain:   event_id
-- Unit:    instants in UTC
-- Source:  usage_events and tenants, through staging
-- Answers: which single events are of a human user of a customer?
-- Kept as: nothing

with

sandboxes as (

    select tenant_id from stg_tenants where is_sandbox

),

final as (

    select
        stg_usage_events.event_id,
        stg_usage_events.tenant_id,
        stg_usage_events.user_id,
        stg_usage_events.feature,
        stg_usage_events.occurred_at

    from stg_usage_events

    anti join sandboxes
        on stg_usage_events.tenant_id = sandboxes.tenant_id

    where
        coalesce(stg_usage_events.is_qualifying, true)
        and coalesce(stg_usage_events.user_kind, 'human') = 'human'

)

select * from final
