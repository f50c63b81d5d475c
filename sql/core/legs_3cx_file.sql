-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null: the file does not know
-- Source:  calls_3cx_file; chains_3cx_file
-- Answers: which legs does a line of a 3CX call file tell of?
-- Kept as: nothing

with

lines as (

    select * from calls_3cx_file

),

chains as (

    select * from chains_3cx_file

),

-- A queue answers by itself, so the answer of a queue call is a person's only when an extension
-- took the queue's place. Whether one that got the call by overflow answered, the file cannot say.
unchained_calls as (

    select
        lines.source,
        lines.call_id,
        lines.direction,
        case
            when lines.direction = 'outbound' then ['agent']
            when
                lines.to_kind = 'queue' and lines.is_replaced
                and lines.answered_at is not null and lines.reached_kind = 'agent'
                then ['queue', 'agent']
            when lines.to_kind = 'queue' and lines.reached_kind in ('voicemail', 'external')
                then ['queue', lines.reached_kind]
            when lines.to_kind = 'queue' then ['queue']
            when lines.reached_kind = 'voicemail' and lines.to_extension is not null
                then ['agent', 'voicemail']
            when lines.reached_kind in ('voicemail', 'external') then [lines.reached_kind]
            when lines.reached_kind = 'agent' then ['agent']
            when lines.answered_at is not null then ['ivr']
            else ['unknown']
        end as leg_kinds,
        lines.reached_kind,
        lines.from_extension,
        lines.to_extension,
        lines.reached_extension,
        lines.is_replaced,
        lines.change_reason,
        lines.termination_reason,
        lines.party_hash,
        lines.duration_seconds,
        lines.started_at,
        lines.answered_at,
        lines.ended_at

    from lines

    anti join chains
        on lines.source = chains.source
        and lines.call_id = chains.call_id

),

unchained_legs as (

    select
        source,
        call_id,
        generate_subscripts(leg_kinds, 1)::integer as leg_number,
        direction,
        unnest(leg_kinds) as leg_kind,
        leg_kinds[1] = 'queue' as is_to_queue,
        leg_kinds[-1] = 'agent' and answered_at is not null as is_person_reached,
        reached_kind,
        from_extension,
        to_extension,
        reached_extension,
        is_replaced,
        change_reason,
        termination_reason,
        party_hash,
        duration_seconds,
        started_at,
        answered_at,
        ended_at

    from unchained_calls

),

chained_legs as (

    select
        chains.source,
        chains.call_id,
        chains.leg_number,
        chains.leg_kind,
        chains.visit_number,
        chains.queue_id,
        chains.agent_value,
        chains.result,
        chains.is_handed_on,
        chains.person_count,
        lines.direction,
        lines.termination_reason,
        lines.party_hash,
        lines.started_at,
        lines.answered_at,
        lines.ended_at

    from chains

    inner join lines
        on chains.source = lines.source
        and chains.call_id = lines.call_id

),

final as (

    select
        source,
        call_id,
        leg_number,
        direction,
        leg_kind,
        case when is_to_queue then 1 end as visit_number,
        case when is_to_queue then to_extension end as queue_id,
        case when leg_kind = 'agent' then 'extension' end as agent_kind,
        case
            when leg_kind != 'agent' then null
            when direction = 'outbound' then from_extension
            when reached_kind = 'voicemail' then to_extension
            else reached_extension
        end as agent_value,
        case
            when ended_at is null then 'open'
            when is_person_reached then 'answered'
            when leg_kind = 'queue' and reached_kind = 'voicemail' then 'voicemail'
            when leg_kind = 'queue' and change_reason is not null then 'flow_out'
            when leg_kind = 'queue' then 'abandoned'
            when leg_kind != 'agent' then 'reached'
            when reached_kind = 'voicemail' then 'no_answer'
            when termination_reason = 'RouteBusy' then 'busy'
            when termination_reason in ('NoRouteExists', 'NotAvailable') then 'failed'
            when direction = 'outbound' then 'no_answer'
            when termination_reason in ('TerminatedBySrc', 'Failed_Cancelled') then 'cancelled'
            when termination_reason = 'TerminatedByDst' then 'rejected'
            else 'no_answer'
        end as result,
        termination_reason as end_reason,
        is_person_reached and direction = 'outbound'
        and change_reason is not distinct from 'ReplacedSrc' as is_transferred_out,
        -- Who hung up in the queue waited until then; who went on to a person, nobody knows when.
        case
            when leg_kind = 'queue' and change_reason is null
                then date_diff('second', started_at, ended_at)
        end::integer as wait_seconds,
        case when is_person_reached and not is_to_queue then duration_seconds end as talk_seconds,
        case
            when leg_kind = 'agent' and is_person_reached and ended_at is not null
                then greatest(date_diff('second', answered_at, ended_at), 0)
        end::integer as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        party_hash,
        started_at,
        case when is_person_reached and not is_to_queue then answered_at end as answered_at,
        ended_at,
        false as is_monitoring

    from unchained_legs

    union all

    -- One duration for several people does not say whose it was.
    select
        source,
        call_id,
        leg_number,
        direction,
        leg_kind,
        visit_number,
        queue_id,
        case when leg_kind = 'agent' then 'extension' end as agent_kind,
        agent_value,
        result,
        termination_reason as end_reason,
        leg_kind = 'agent' and is_handed_on as is_transferred_out,
        null::integer as wait_seconds,
        null::integer as talk_seconds,
        case
            when leg_kind = 'agent' and person_count = 1 and not is_handed_on
                then greatest(date_diff('second', answered_at, ended_at), 0)
        end::integer as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        party_hash,
        started_at,
        null::timestamp as answered_at,
        ended_at,
        false as is_monitoring

    from chained_legs

)

select * from final
