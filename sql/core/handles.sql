-- Grain:   source, call_id, agent_number
-- Unit:    durations in seconds; null where the source does not know them
-- Source:  call_agents
-- Answers: which connections of an agent with a caller were there, and how long did each last?

with

final as (

    select
        source,
        call_id,
        agent_number,
        person_id,
        team_id,
        location_id,
        direction,
        queue_id,
        local_date,
        agent_number < agent_count as is_transferred_out,
        agent_number = agent_count as is_last,

        -- A source that gives one duration for a transferred call does not say whose it was.
        case when agent_count = 1 then talk_seconds end as talk_seconds,
        case when agent_count = 1 then connected_seconds end as connected_seconds,
        case when agent_count = 1 then hold_seconds end as hold_seconds,
        case when agent_count = 1 then wrap_up_seconds end as wrap_up_seconds,

        started_at

    from call_agents

    where
        agent_role in ('handled', 'placed')
        and outcome = 'answered_human'
        and coalesce(talk_seconds, connected_seconds, 1) >= 1

)

select * from final
