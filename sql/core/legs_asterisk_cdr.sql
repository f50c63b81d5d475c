-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; the talk of a queue's record is null, since it contains the wait
-- Source:  asterisk_cdr_parts
-- Answers: which legs does the CDR of Asterisk tell of, besides those of the queue log?

with

parts as (

    select * from asterisk_cdr_parts

),

-- Several phones of one person, or several records of one ringing, are one leg: parts of a person
-- that overlap in time. Of a queue all parts that overlap are one visit.
marked_parts as (

    select
        source,
        call_id,
        leg_id,
        leg_kind,
        coalesce(
            started_at >= max(ended_at) over earlier and started_at > max(started_at) over earlier,
            true
        ) as is_first

    from parts

    window earlier as (
        partition by
            source,
            call_id,
            leg_kind,
            is_of_queue,
            case when leg_kind = 'queue' then queue_id else agent_value end
        order by started_at, ended_at, leg_id
        rows between unbounded preceding and 1 preceding
    )

),

spells as (

    select
        parts.source,
        parts.call_id,
        parts.leg_kind,
        parts.is_of_queue,
        case when parts.leg_kind != 'queue' then parts.agent_value end as agent_value,
        case when parts.leg_kind = 'queue' then parts.queue_id end as queue_id,
        count(*) filter (where marked_parts.is_first) over (
            partition by
                parts.source,
                parts.call_id,
                parts.leg_kind,
                parts.is_of_queue,
                case when parts.leg_kind = 'queue' then parts.queue_id else parts.agent_value end
            order by parts.started_at, parts.ended_at, parts.leg_id
            rows between unbounded preceding and current row
        ) as spell_number,
        (not parts.is_reached, parts.status != 'BUSY', parts.started_at, parts.leg_id) as place,
        parts.direction,
        parts.party_hash,
        parts.is_logged,
        parts.is_consultation,
        parts.is_reached,
        parts.status,
        parts.billable_seconds,
        parts.started_at,
        parts.answered_at,
        parts.ended_at

    from parts

    inner join marked_parts
        on parts.source = marked_parts.source
        and parts.leg_id = marked_parts.leg_id
        and parts.leg_kind = marked_parts.leg_kind

),

-- The part that tells most speaks for the spell: an answer before a busy line before ringing.
spoken_legs as (

    select
        source,
        call_id,
        leg_kind,
        is_of_queue,
        agent_value,
        queue_id,
        any_value(direction) as direction,
        any_value(party_hash) as party_hash,
        any_value(is_logged) as is_logged,
        bool_and(is_consultation) as is_consultation,
        bool_or(is_reached) as is_reached,
        arg_min(status, place) as status,
        arg_min(billable_seconds, place) as billable_seconds,
        if(leg_kind = 'queue', min(started_at), arg_min(started_at, place)) as started_at,
        arg_min(answered_at, place) as answered_at,
        if(leg_kind = 'queue', max(ended_at), arg_min(ended_at, place)) as ended_at

    from spells

    group by source, call_id, leg_kind, is_of_queue, agent_value, queue_id, spell_number

),

-- What a member's own channel tells is told better than by the queue's record.
told_better as (

    select
        queue_parts.source,
        queue_parts.call_id,
        queue_parts.agent_value,
        queue_parts.started_at

    from spoken_legs as queue_parts

    inner join spoken_legs as member_parts
        on queue_parts.source = member_parts.source
        and queue_parts.call_id = member_parts.call_id
        and queue_parts.agent_value = member_parts.agent_value
        and queue_parts.started_at <= member_parts.ended_at
        and queue_parts.ended_at >= member_parts.started_at
        and queue_parts.is_reached <= member_parts.is_reached

    where
        queue_parts.is_of_queue
        and not member_parts.is_of_queue and member_parts.leg_kind = 'agent'

),

visits as (

    select
        source,
        call_id,
        queue_id,
        row_number() over (partition by source, call_id order by started_at, queue_id)::integer
            as visit_number,
        started_at,
        ended_at

    from spoken_legs

    where leg_kind = 'queue'

),

kept_legs as (

    select
        spoken_legs.source,
        spoken_legs.call_id,
        spoken_legs.direction,
        spoken_legs.leg_kind,
        case when visits.ended_at >= spoken_legs.started_at then visits.visit_number end
            as visit_number,
        case when visits.ended_at >= spoken_legs.started_at then visits.queue_id end as queue_id,
        spoken_legs.is_of_queue,
        spoken_legs.agent_value,
        spoken_legs.is_logged,
        spoken_legs.is_reached,
        spoken_legs.status,
        spoken_legs.billable_seconds,
        spoken_legs.party_hash,
        spoken_legs.started_at,
        spoken_legs.answered_at,
        spoken_legs.ended_at,
        spoken_legs.is_consultation and coalesce(
            bool_or(spoken_legs.is_reached and not spoken_legs.is_consultation) over (
                partition by
                    spoken_legs.source,
                    spoken_legs.call_id,
                    spoken_legs.leg_kind,
                    spoken_legs.agent_value
            ),
            false
        ) as is_told_again,
        list(spoken_legs.answered_at) filter (
            where spoken_legs.leg_kind = 'agent' and spoken_legs.is_reached
            and not spoken_legs.is_of_queue
        ) over (partition by spoken_legs.source, spoken_legs.call_id) as answers,
        list(
            {
                leg_kind: spoken_legs.leg_kind,
                started_at: spoken_legs.started_at,
                ended_at: spoken_legs.ended_at
            }
        ) over (partition by spoken_legs.source, spoken_legs.call_id) as stops

    from spoken_legs

    -- Whose record it is stands within the key: beside it, DuckDB would join by loops. A queue's
    -- own part has no person and stays.
    anti join told_better
        on case when spoken_legs.is_of_queue then spoken_legs.source end = told_better.source
        and spoken_legs.call_id = told_better.call_id
        and spoken_legs.agent_value = told_better.agent_value
        and spoken_legs.started_at = told_better.started_at

    asof left join visits
        on spoken_legs.source = visits.source
        and spoken_legs.call_id = visits.call_id
        and spoken_legs.started_at >= visits.started_at

),

-- A caller who hung up in a queue went nowhere else; of one who was sent on another record tells.
placed_legs as (

    select
        source,
        call_id,
        direction,
        leg_kind,
        visit_number,
        queue_id,
        is_of_queue,
        agent_value,
        is_logged,
        is_reached,
        status,
        billable_seconds,
        party_hash,
        started_at,
        answered_at,
        ended_at,
        is_told_again,
        answers,
        case
            when leg_kind = 'queue' and not is_reached
                then list_sort(
                    list_transform(
                        list_filter(
                            stops,
                            lambda stop: stop.started_at >= kept_legs.ended_at
                            and stop.ended_at > kept_legs.ended_at
                        ),
                        lambda stop: {started_at: stop.started_at, leg_kind: stop.leg_kind}
                    )
                )[1].leg_kind
        end as next_kind

    from kept_legs

),

results as (

    select
        source,
        call_id,
        direction,
        leg_kind,
        visit_number,
        queue_id,
        is_of_queue,
        case when leg_kind = 'agent' then agent_value end as agent_value,
        is_logged,
        case
            when leg_kind = 'queue' and is_reached then 'answered'
            when next_kind = 'voicemail' then 'voicemail'
            when next_kind is not null then 'flow_out'
            when leg_kind = 'queue' then 'abandoned'
            when leg_kind != 'agent' then 'reached'
            when is_reached then 'answered'
            when status = 'BUSY' then 'busy'
            -- An announcement may answer for a line that cannot be had.
            when status in ('FAILED', 'CONGESTION', 'ANSWERED') then 'failed'
            -- Its ringing ended when a colleague took the call.
            when
                len(
                    list_filter(
                        answers,
                        lambda answer: answer >= started_at
                        and answer <= ended_at + interval 2 seconds
                    )
                ) > 0
                then 'cancelled'
            else 'no_answer'
        end as result,
        status,
        billable_seconds,
        party_hash,
        started_at,
        case when is_reached and not is_of_queue then answered_at end as answered_at,
        ended_at,
        lead(started_at) over (
            partition by source, call_id, leg_kind = 'agent' and is_reached
            order by coalesce(answered_at, started_at), ended_at, agent_value
        ) as next_started_at,
        case
            when leg_kind = 'queue' and not is_reached
                then date_diff('second', coalesce(answered_at, started_at), ended_at)
        end::integer as wait_seconds

    from placed_legs

    where not is_told_again

),

final as (

    select
        source,
        call_id,
        (
            row_number() over (
                partition by source, call_id
                order by
                    started_at,
                    leg_kind desc,
                    coalesce(answered_at, timestamp '9999-12-31'),
                    ended_at,
                    agent_value
            )
            -- The queue log numbers the legs of its calls from 1.
            + if(is_logged, 1000, 0)
        )::integer as leg_number,
        direction,
        leg_kind,
        visit_number,
        queue_id,
        case when agent_value is not null then 'extension' end as agent_kind,
        agent_value,
        result,
        status as end_reason,
        case
            when leg_kind = 'agent'
                then coalesce(
                    result = 'answered' and direction != 'outbound'
                    and next_started_at >= ended_at - interval 5 seconds,
                    false
                )
        end as is_transferred_out,
        wait_seconds,
        case when result = 'answered' and not is_of_queue then billable_seconds end as talk_seconds,
        case when result = 'answered' and leg_kind = 'agent' then billable_seconds end
            as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        party_hash,
        started_at,
        answered_at,
        ended_at,
        false as is_monitoring

    from results

)

select * from final
