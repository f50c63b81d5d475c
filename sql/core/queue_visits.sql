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
        queues.service_level_seconds,
        teams.location_id,
        locations.time_zone

    from queues

    left join teams
        on queues.team_id = teams.team_id

    left join locations
        on teams.location_id = locations.location_id

),

visits as (

    select
        call_legs.source,
        call_legs.call_id,
        call_legs.visit_number,
        call_legs.queue_id,
        queue_teams.team_id,
        queue_teams.location_id,
        call_legs.started_at
        + to_seconds(coalesce(hour_offsets.offset_seconds, 0)) as local_started_at,
        call_legs.result,
        call_legs.result = 'answered' as is_answered,
        call_legs.result = 'abandoned'
        and coalesce(call_legs.wait_seconds < run_settings.short_abandon_seconds, false)
            as is_short_abandon,
        call_sources.has_unanswered as is_unanswered_known,
        call_sources.has_offers as is_offer_known,

        -- Who gave up waited until then, also where nobody knows when the others were answered. A
        -- source that tells whole seconds has cut them: a fraction that its instants tell counts.
        case
            when not call_sources.has_wait and call_legs.result != 'abandoned' then null
            when (
                epoch_us(coalesce(call_legs.answered_at, call_legs.ended_at))
                - epoch_us(call_legs.started_at)
            ) // 1000000 = call_legs.wait_seconds
                then (
                    epoch_us(coalesce(call_legs.answered_at, call_legs.ended_at))
                    - epoch_us(call_legs.started_at)
                ) * 0.000001
            else call_legs.wait_seconds
        end::decimal(15, 6) as wait_seconds,

        -- Whether a wait was in time can be said where the waits are known that it is about.
        call_sources.has_wait
        and (
            call_sources.has_unanswered
            or run_settings.service_level_method = 'answered_only'
        )
        and (
            call_legs.wait_seconds is not null
            or call_legs.result not in ('answered', 'abandoned')
        ) as is_service_level_known,
        coalesce(queue_teams.service_level_seconds, run_settings.service_level_seconds)
            as service_level_seconds,
        run_settings.service_level_method,
        run_settings.abandon_denominator,

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

),

final as (

    select
        source,
        call_id,
        visit_number,
        queue_id,
        team_id,
        location_id,
        local_started_at::date as local_date,
        hour(local_started_at)::utinyint as local_hour,
        result,
        is_answered,
        result = 'abandoned' and not is_short_abandon as is_abandoned,
        is_short_abandon,
        result in ('flow_out', 'voicemail', 'callback') as is_flow_out,
        is_unanswered_known,
        is_offer_known,
        wait_seconds,

        -- The rate of abandonment: of which visits, and which of them were given up.
        is_unanswered_known
        and case abandon_denominator
            when 'queued' then true
            when 'answered_and_abandoned'
                then is_answered or (result = 'abandoned' and not is_short_abandon)
            else not is_short_abandon
        end as is_abandonment_counted,
        is_unanswered_known
        and result = 'abandoned'
        and (not is_short_abandon or abandon_denominator = 'queued') as is_abandonment,

        -- The service level: of which visits, and which of them ended in time.
        service_level_seconds,
        is_service_level_known,
        is_service_level_known
        and case service_level_method
            when 'no_short_exclusion' then true
            when 'answered_only' then is_answered
            when 'abandon_ignored'
                then not is_short_abandon
                and not (
                    result = 'abandoned' and wait_seconds <= service_level_seconds
                )
            else not is_short_abandon
        end as is_service_level_counted,
        is_service_level_known
        and coalesce(wait_seconds <= service_level_seconds, false)
        and (
            is_answered
            or (
                service_level_method = 'abandon_positive'
                and result = 'abandoned'
                and not is_short_abandon
            )
        ) as is_within_service_level,

        started_at,
        answered_at,
        ended_at

    from visits

)

select * from final
