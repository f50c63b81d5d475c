-- Grain:   tenant_id, user_id, usage_date
-- Unit:    qualifying events; local days of the tenant
-- Source:  usage_daily or usage_events, and tenants, through staging; hour_offsets
-- Answers: on which days did which human user of a customer use the product?
-- Kept as: nothing

with

-- Staff, impersonation, bots and services are no users, and a sandbox is no customer.
sandboxes as (

    select tenant_id from stg_tenants where is_sandbox

),

daily as (

    select
        stg_usage_daily.tenant_id,
        stg_usage_daily.user_id,
        stg_usage_daily.usage_date,
        stg_usage_daily.event_count,
        stg_usage_daily.features

    from stg_usage_daily

    anti join sandboxes
        on stg_usage_daily.tenant_id = sandboxes.tenant_id

    where
        stg_usage_daily.event_count > 0
        and coalesce(stg_usage_daily.user_kind, 'human') = 'human'

),

-- Single events stand in where a source has no daily rows.
events as (

    select
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

),

final as (

    select
        tenant_id,
        user_id,
        usage_date,
        event_count,
        features

    from daily

    union all

    select
        tenant_id,
        user_id,
        usage_date,
        count(*)::integer as event_count,
        list(distinct feature) filter (where feature is not null) as features

    from events

    group by tenant_id, user_id, usage_date

)

select * from final
