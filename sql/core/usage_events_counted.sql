-- Grain:   event_id
-- Unit:    usage_date is the tenant's local day
-- Source:  qualifying_events; usage_daily and tenants, through staging; day_offsets
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
            qualifying_events.occurred_at + to_seconds(
                case
                    when day_offsets.utc_date is null then 0
                    when qualifying_events.occurred_at >= day_offsets.change_at
                        then day_offsets.last_offset_seconds
                    else day_offsets.first_offset_seconds
                end
            )
        )::date as usage_date

    from qualifying_events

    cross join run_settings

    left join stg_tenants
        on qualifying_events.tenant_id = stg_tenants.tenant_id

    left join day_offsets
        on qualifying_events.occurred_at::date = day_offsets.utc_date
        and coalesce(stg_tenants.time_zone, run_settings.time_zone) = day_offsets.time_zone

    where not exists (from stg_usage_daily)

)

select * from final
