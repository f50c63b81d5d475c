-- Grain:   source, call_id, leg_number
-- Unit:    one row each time an agent handed a caller over
-- Source:  call_agents; call_legs; the teams of queues through stg_queues
-- Answers: where did a call go that an agent handed over: on within its queue, or out of it?

with

queues as (

    select * from stg_queues

),

handed_over as (

    select
        source,
        call_id,
        leg_number,
        queue_id,
        coalesce(answered_at, timestamp '0001-01-01') as answered_at

    from call_agents

    where
        is_transferred_out
        and result = 'answered'
        and direction != 'internal'

),

legs as (

    select
        source,
        call_id,
        leg_number,
        started_at

    from call_legs

    where not is_monitoring

),

-- A colleague whose phone rang beside the agent's own did so before the agent answered.
next_legs as (

    select
        handed_over.source,
        handed_over.call_id,
        handed_over.leg_number,
        any_value(handed_over.queue_id) as queue_id,
        min(legs.leg_number) as next_leg_number

    from handed_over

    left join legs
        on handed_over.source = legs.source
        and handed_over.call_id = legs.call_id
        and handed_over.leg_number < legs.leg_number
        and handed_over.answered_at <= legs.started_at

    group by handed_over.source, handed_over.call_id, handed_over.leg_number

),

final as (

    select
        next_legs.source,
        next_legs.call_id,
        next_legs.leg_number,
        -- To the queue again, or to a person of the team that answers for it.
        coalesce(
            (call_legs.leg_kind = 'queue' and call_legs.queue_id = next_legs.queue_id)
            or next_agents.team_id = queues.team_id,
            false
        ) as is_same_queue

    from next_legs

    left join call_legs
        on next_legs.source = call_legs.source
        and next_legs.call_id = call_legs.call_id
        and next_legs.next_leg_number = call_legs.leg_number

    left join call_agents as next_agents
        on next_legs.source = next_agents.source
        and next_legs.call_id = next_agents.call_id
        and next_legs.next_leg_number = next_agents.leg_number

    left join queues
        on next_legs.source = queues.source
        and next_legs.queue_id = queues.queue_id

)

select * from final
