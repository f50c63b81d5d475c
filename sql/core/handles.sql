-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null where the source does not know them
-- Source:  call_agents; call_sources
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
        source,
        call_id,
        leg_number,
        visit_number,
        person_id,
        team_id,
        location_id,
        direction,
        queue_id,
        local_date,
        is_offer_known,
        is_transferred_out,

        talk_seconds,
        connected_seconds,
        hold_seconds,
        wrap_up_seconds,

        started_at,
        answered_at,
        ended_at

    from known_legs

    where coalesce(talk_seconds, connected_seconds, 1) >= 1

)

select * from final
