-- Grain:   source, call_id, leg_number
-- Unit:    parallel_seconds in seconds, of the time from answer to end
-- Source:  call_agents
-- Answers: for how long was a person, while talking to one caller, connected with another one, too?

-- Only a known person can be on two lines at once: who is unassigned may be several people.
with

conversations as (

    select
        source,
        call_id,
        leg_number,
        answered_at,
        ended_at,
        max(ended_at) over earlier as busy_until

    from call_agents

    where
        result = 'answered'
        and direction != 'internal'
        and talk_seconds > 0
        and ended_at > answered_at
        and person_id not like 'unassigned:%'

    window earlier as (
        partition by person_id
        order by answered_at, ended_at, source, call_id, leg_number
        rows between unbounded preceding and 1 preceding
    )

),

final as (

    select
        source,
        call_id,
        leg_number,
        date_diff('second', answered_at, least(busy_until, ended_at))::integer
            as parallel_seconds

    from conversations

    where busy_until > answered_at

)

select * from final
