-- Grain:   source, call_id, leg_number
-- Unit:    parallel_seconds in seconds, of the time from answer to end
-- Source:  call_agents; call_sources
-- Answers: for how long was a person, while talking to one caller, connected with another one, too?

-- Only a known person can be on two lines at once: who is unassigned may be several people.
with

conversations as (

    select
        call_agents.source,
        call_agents.call_id,
        call_agents.leg_number,
        call_agents.answered_at,
        call_agents.ended_at,
        max(call_agents.ended_at) over earlier as busy_until

    from call_agents

    inner join call_sources
        on call_agents.source = call_sources.source

    -- A talk that is not known takes no time away from another one.
    where
        call_agents.result = 'answered'
        and call_agents.direction != 'internal'
        and call_agents.talk_seconds > 0
        and (call_agents.queue_id is null or call_sources.has_talk_in_queue_calls)
        and call_agents.ended_at > call_agents.answered_at
        and call_agents.person_id not like 'unassigned:%'

    window earlier as (
        partition by call_agents.person_id
        order by
            call_agents.answered_at,
            call_agents.ended_at,
            call_agents.source,
            call_agents.call_id,
            call_agents.leg_number
        rows between unbounded preceding and 1 preceding
    )

),

final as (

    select
        source,
        call_id,
        leg_number,
        ((epoch_us(least(busy_until, ended_at)) - epoch_us(answered_at)) * 0.000001)
        ::decimal(15, 6) as parallel_seconds

    from conversations

    where busy_until > answered_at

)

select * from final
