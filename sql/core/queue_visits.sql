-- Grain:   source, call_id
-- Unit:    wait_seconds from entering the queue to a person's answer or to hanging up; null: not
--          known
-- Source:  calls; queues through stg_queues; teams and locations through staging
-- Answers: which calls waited in which queue, and did a person answer?

with

queues as (

    select * from stg_queues

),

teams as (

    select * from stg_teams

),

locations as (

    select * from stg_locations

),

sources as (

    select * from stg_sources

),

final as (

    select
        calls.source,
        calls.call_id,
        calls.queue_id,
        queues.team_id,
        teams.location_id,
        (
            calls.started_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0))
        )::date as local_date,
        calls.outcome,
        calls.outcome = 'answered_human' as is_answered,
        coalesce(calls.abandoned_seconds < run_settings.short_abandon_seconds, false)
            as is_short_abandon,
        case when sources.has_wait then calls.wait_seconds end as wait_seconds,
        calls.started_at

    from calls

    inner join sources
        on calls.source = sources.source

    left join queues
        on calls.source = queues.source
        and calls.queue_id = queues.queue_id

    left join teams
        on queues.team_id = teams.team_id

    left join locations
        on teams.location_id = locations.location_id

    cross join run_settings

    left join hour_offsets
        on time_bucket(interval 30 minutes, calls.started_at) = hour_offsets.slot_at
        and coalesce(locations.time_zone, run_settings.time_zone) = hour_offsets.time_zone

    where
        calls.direction = 'inbound'
        and calls.queue_id is not null
        and calls.outcome != 'open'

)

select * from final
