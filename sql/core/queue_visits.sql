-- Grain:   source, call_id, visit_number
-- Unit:    wait_seconds from entering the queue to a person's answer or to leaving; null: not known
-- Source:  call_legs; calls; queues through stg_queues; teams and locations through staging
-- Answers: which callers waited in which queue, each time, and what did it come to?

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

open_calls as (

    select
        source,
        call_id

    from calls

    where is_open

),

queue_teams as (

    select
        queues.source,
        queues.queue_id,
        queues.team_id,
        teams.location_id,
        locations.time_zone

    from queues

    left join teams
        on queues.team_id = teams.team_id

    left join locations
        on teams.location_id = locations.location_id

),

final as (

    select
        call_legs.source,
        call_legs.call_id,
        call_legs.visit_number,
        call_legs.queue_id,
        queue_teams.team_id,
        queue_teams.location_id,
        (
            call_legs.started_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0))
        )::date as local_date,
        hour(
            call_legs.started_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0))
        )::utinyint as local_hour,
        call_legs.result,
        call_legs.result = 'answered' as is_answered,
        call_legs.result = 'abandoned'
        and coalesce(call_legs.wait_seconds < run_settings.short_abandon_seconds, false)
            as is_short_abandon,
        call_sources.has_unanswered as is_unanswered_known,
        call_sources.has_offers as is_offer_known,

        -- Who gave up waited until then, also where nobody knows when the others were answered.
        case
            when call_sources.has_wait or call_legs.result = 'abandoned'
                then call_legs.wait_seconds
        end as wait_seconds,

        call_legs.started_at,
        call_legs.answered_at,
        call_legs.ended_at

    from call_legs

    anti join open_calls
        on call_legs.source = open_calls.source
        and call_legs.call_id = open_calls.call_id

    inner join call_sources
        on call_legs.source = call_sources.source

    left join queue_teams
        on call_legs.source = queue_teams.source
        and call_legs.queue_id = queue_teams.queue_id

    cross join run_settings

    left join hour_offsets
        on time_bucket(interval 30 minutes, call_legs.started_at) = hour_offsets.slot_at
        and coalesce(queue_teams.time_zone, run_settings.time_zone) = hour_offsets.time_zone

    where
        call_legs.leg_kind = 'queue'
        and call_legs.direction = 'inbound'
        and not call_legs.is_monitoring

)

select * from final
