-- Grain:   time_zone, slot_at
-- Unit:    offset_seconds, east of UTC
-- Source:  the time zone database inside DuckDB, for the zones and hours that occur
-- Answers: how far is a zone from UTC in a given half hour?

-- Zones change their offset at whole or half hours of UTC, so a half-hour slot has one offset. A
-- join on slots replaces a conversion for each row, which costs five times as much.
with

zones as (

    select time_zone from run_settings
    union
    select time_zone from stg_locations
    union
    select time_zone from stg_tenants where time_zone is not null

),

-- Only calls reach back without end; a mistyped year in a message must not cost a million slots.
instants as (

    select started_at as seen_at from call_legs

    union all

    select facts.seen_at

    from (
        select occurred_at as seen_at from stg_activities
        union all
        select sent_at as seen_at from stg_messages
        union all
        select occurred_at as seen_at from stg_usage_events
        union all
        select unnest([started_at, ended_at]) as seen_at from stg_agent_states
        union all
        select unnest([scheduled_start_at, scheduled_end_at, actual_start_at, actual_end_at])
            as seen_at
        from stg_shifts
        union all
        select held_at as seen_at from stg_coaching_sessions
        union all
        select entered_at as seen_at from stg_lead_stages
        union all
        select first_contacted_at as seen_at from stg_leads
        union all
        select unnest([opened_at, closed_at]) as seen_at from stg_deal_versions
        union all
        select earned_at as seen_at from stg_points
    ) as facts

    cross join run_settings

    where
        facts.seen_at >= run_settings.as_of_at - interval 52 months
        and facts.seen_at < run_settings.as_of_at + interval 1 day

),

bounds as (

    select
        min(seen_at) as first_at,
        max(seen_at) as last_at

    from instants

),

slots as (

    select unnest(generate_series(
        time_bucket(interval 30 minutes, bounds.first_at),
        bounds.last_at,
        interval 30 minutes
    )) as slot_at

    from bounds

),

final as (

    select
        zones.time_zone,
        slots.slot_at,
        date_diff(
            'second',
            slots.slot_at,
            timezone(zones.time_zone, timezone('UTC', slots.slot_at))
        )::integer as offset_seconds

    from zones

    cross join slots

)

select * from final
