-- Grain:   event_id
-- Unit:    usage_date is the tenant's local day
-- Source:  qualifying_events; usage_daily and tenants, through staging; hour_offsets
-- Answers: which single events are of a human user of a customer, where there are no daily rows?
-- Kept as: nothing

with

final as (

    select
        qualifying_events.event_id,
        qualifying_events.tenant_id,
        qualifying_events.user_id,
        qualifying_events.feature,
        (
            qualifying_events.occurred_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0))
        )::date as usage_date

    from qualifying_events

    cross join run_settings

    left join stg_tenants
        on qualifying_events.tenant_id = stg_tenants.tenant_id

    left join hour_offsets
        on time_bucket(interval 30 minutes, qualifying_events.occurred_at) = hour_offsets.slot_at
        and coalesce(stg_tenants.time_zone, run_settings.time_zone) = hour_offsets.time_zone

    where not exists (from stg_usage_daily)

)

select * from final
