-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null where the source does not know them
-- Source:  call_agents
-- Answers: how long did people talk with colleagues? Counts to how busy they were, and to nothing
--          else.
-- Kept as: view

with

final as (

    select
        source,
        call_id,
        leg_number,
        person_id,
        team_id,
        location_id,
        local_date,

        talk_seconds,
        connected_seconds,

        started_at,
        answered_at,
        ended_at

    from call_agents

    where
        direction = 'internal'
        and result = 'answered'
        and coalesce(talk_seconds >= 1, connected_seconds >= 1, true)

)

select * from final
