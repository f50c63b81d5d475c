-- Grain:   source, call_id, agent_number
-- Unit:    one row each time one agent's phone rang for a caller
-- Source:  call_agents, only of sources that know whose phone rang
-- Answers: which offers did an agent answer, and which did the agent miss?

with

sources as (

    select * from stg_sources

),

final as (

    select
        call_agents.source,
        call_agents.call_id,
        call_agents.agent_number,
        call_agents.person_id,
        call_agents.team_id,
        call_agents.location_id,
        call_agents.queue_id,
        call_agents.local_date,
        call_agents.agent_role = 'handled' as is_answered,
        call_agents.started_at

    from call_agents

    inner join sources
        on call_agents.source = sources.source

    where
        call_agents.direction = 'inbound'
        and sources.has_offers

)

select * from final
