-- Grain:   source, call_id, leg_number
-- Unit:    one row each time one agent's phone rang for a caller
-- Source:  call_agents; call_sources, only those that know whose phone rang
-- Answers: which offers did an agent answer, and which did the agent miss?
-- Kept as: view

with

final as (

    select
        call_agents.source,
        call_agents.call_id,
        call_agents.leg_number,
        call_agents.visit_number,
        call_agents.person_id,
        call_agents.team_id,
        call_agents.location_id,
        call_agents.queue_id,
        call_agents.local_date,
        call_agents.result,
        call_agents.result = 'answered' as is_answered,

        -- Cancelled is no miss: a colleague was faster, or the caller gave up.
        call_agents.result in ('no_answer', 'rejected') as is_missed,

        call_agents.started_at,
        call_agents.answered_at,
        call_agents.ended_at

    from call_agents

    inner join call_sources
        on call_agents.source = call_sources.source

    where
        call_agents.direction = 'inbound'
        and call_agents.result in ('answered', 'no_answer', 'rejected', 'cancelled')
        and call_sources.has_offers

)

select * from final
