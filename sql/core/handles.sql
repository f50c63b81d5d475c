-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null where the source does not know them
-- Source:  call_agents; call_sources; transfers; parallel_talk
-- Answers: which conversations of an agent with an outside party were there, and how long was each?
-- Kept as: view

with

known_legs as (

    select
        call_agents.source,
        call_agents.call_id,
        call_agents.leg_number,
        call_agents.visit_number,
        call_agents.person_id,
        call_agents.team_id,
        call_agents.location_id,
        call_agents.direction,
        call_agents.queue_id,
        call_agents.local_date,
        call_sources.has_offers as is_offer_known,
        call_sources.has_hold as is_hold_told,
        case when call_sources.has_transfers then call_agents.is_transferred_out end
            as is_transferred_out,
        case
            when call_agents.queue_id is null or call_sources.has_talk_in_queue_calls
                then call_agents.talk_seconds
        end as talk_seconds,
        call_agents.connected_seconds,
        case when call_sources.has_hold then call_agents.hold_seconds end as hold_seconds,
        case when call_sources.has_wrap_up then call_agents.wrap_up_seconds end
            as wrap_up_seconds,
        call_agents.started_at,
        call_agents.answered_at,
        call_agents.ended_at

    from call_agents

    inner join call_sources
        on call_agents.source = call_sources.source

    where
        call_agents.result = 'answered'
        and call_agents.direction != 'internal'

),

final as (

    select
        known_legs.source,
        known_legs.call_id,
        known_legs.leg_number,
        known_legs.visit_number,
        known_legs.person_id,
        known_legs.team_id,
        known_legs.location_id,
        known_legs.direction,
        known_legs.queue_id,
        known_legs.local_date,
        known_legs.is_offer_known,
        known_legs.is_transferred_out,
        known_legs.is_transferred_out
        and (
            run_settings.transfer_same_queue = 'included'
            or not coalesce(transfers.is_same_queue, false)
        ) as is_transfer,

        known_legs.talk_seconds,

        -- What a person talked: hold is part of it unless the setting says otherwise, and the time
        -- on two lines at once counts for one of them.
        case
            when parallel_talk.parallel_seconds is null
                then known_legs.talk_seconds
                + if(run_settings.talk_include_hold, coalesce(known_legs.hold_seconds, 0), 0)
            else least(
                known_legs.talk_seconds
                + if(run_settings.talk_include_hold, coalesce(known_legs.hold_seconds, 0), 0),
                (epoch_us(known_legs.ended_at) - epoch_us(known_legs.answered_at)) * 0.000001
                - parallel_talk.parallel_seconds
            )
        end::decimal(15, 6) as talk_time_seconds,
        known_legs.connected_seconds,
        known_legs.hold_seconds,
        known_legs.wrap_up_seconds,

        -- Talk, hold once, wrap-up where it is known.
        case
            when known_legs.hold_seconds is not null or not known_legs.is_hold_told
                then known_legs.talk_seconds
                + coalesce(known_legs.hold_seconds, 0)
                + coalesce(known_legs.wrap_up_seconds, 0)
        end::decimal(15, 6) as handle_seconds,

        known_legs.started_at,
        known_legs.answered_at,
        known_legs.ended_at

    from known_legs

    left join transfers
        on known_legs.source = transfers.source
        and known_legs.call_id = transfers.call_id
        and known_legs.leg_number = transfers.leg_number

    left join parallel_talk
        on known_legs.source = parallel_talk.source
        and known_legs.call_id = parallel_talk.call_id
        and known_legs.leg_number = parallel_talk.leg_number

    cross join run_settings

    where coalesce(known_legs.talk_seconds >= 1, known_legs.connected_seconds >= 1, true)

)

select * from final
