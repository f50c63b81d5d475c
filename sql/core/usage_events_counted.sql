-- Grain:   event_id
-- Unit:    usage_date is the tenant's local day
-- Source:  usage_events, usage_daily and tenants, through staging; hour_offsets
-- Answers: which single events are of a human user of a customer, where there are no daily rows?
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
        (
            stg_usage_events.occurred_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0))
        )::date as usage_date

    from stg_usage_events

    cross join run_settings

    anti join sandboxes
        on stg_usage_events.tenant_id = sandboxes.tenant_id

    left join stg_tenants
        on stg_usage_events.tenant_id = stg_tenants.tenant_id

    left join hour_offsets
        on time_bucket(interval 30 minutes, stg_usage_events.occurred_at) = hour_offsets.slot_at
        and coalesce(stg_tenants.time_zone, run_settings.time_zone) = hour_offsets.time_zone

    where
        coalesce(stg_usage_events.is_qualifying, true)
        and coalesce(stg_usage_events.user_kind, 'human') = 'human'
        and not exists (from stg_usage_daily)

)

select * from final
