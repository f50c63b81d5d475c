-- Grain:   source, call_id
-- Unit:    talk_seconds in seconds, 0 when nobody answered, null when the source does not know
-- Source:  call_agents
-- Answers: which calls to outside parties did a person place, and did they connect?

with

final as (

    select
        call_agents.source,
        call_agents.call_id,
        call_agents.person_id,
        call_agents.team_id,
        call_agents.location_id,
        call_agents.local_date,
        call_agents.outcome = 'answered_human' as is_answered,
        case
            when call_agents.outcome = 'answered_human' then call_agents.talk_seconds
            else 0
        end as talk_seconds,

        -- Nobody agrees on what a connect is; the declared least talk time decides.
        case
            when call_agents.outcome = 'answered_human'
                then call_agents.talk_seconds >= run_settings.connect_min_talk_seconds
            else false
        end as is_connected,

        call_agents.started_at

    from call_agents

    cross join run_settings

    where call_agents.agent_role = 'placed'

)

select * from final
