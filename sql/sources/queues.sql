-- Entity:  queues
-- Source:  Postgres tables call_queues, telephone_systems
-- Answers: which team answers for the calls that wait in a queue?

-- A team that got a telephone system of its own has its queues there, too, under the same numbers.
with

final as (

    select
        '3cx' as source,
        call_queues.extension as queue_id,
        call_queues.name,
        call_queues.team_id,
        null::integer as service_level_seconds

    from call_queues

    union all

    select
        telephone_systems.name as source,
        call_queues.extension as queue_id,
        call_queues.name,
        call_queues.team_id,
        null::integer as service_level_seconds

    from call_queues

    inner join telephone_systems
        on call_queues.team_id = telephone_systems.team_id

)

select * from final
