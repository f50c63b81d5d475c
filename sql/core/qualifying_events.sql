-- Grain:   event_id
-- Unit:    instants in UTC; usage_date is the local day of the tenant
-- Source:  usage_events and tenants, through staging; day_offsets; run_settings
-- Answers: which single events are of a human user of a customer?
-- Kept as: nothing

with

final as (

    select
        stg_usage_events.event_id,
        stg_usage_events.tenant_id,
        stg_usage_events.user_id,
        stg_usage_events.feature,
        stg_usage_events.occurred_at,
        (
            stg_usage_events.occurred_at + to_seconds(
                case
                    when day_offsets.utc_date is null then 0
                    when stg_usage_events.occurred_at >= day_offsets.change_at
                        then day_offsets.last_offset_seconds
                    else day_offsets.first_offset_seconds
                end
            )
        )::date as usage_date

    from stg_usage_events

    cross join run_settings

    left join stg_tenants
        on stg_usage_events.tenant_id = stg_tenants.tenant_id

    left join day_offsets
        on stg_usage_events.occurred_at::date = day_offsets.utc_date
        and coalesce(stg_tenants.time_zone, run_settings.time_zone) = day_offsets.time_zone

    where
        coalesce(stg_usage_events.is_qualifying, true)
        and coalesce(stg_usage_events.user_kind, 'human') = 'human'
        and not coalesce(stg_tenants.is_sandbox, false)

)

select * from final
