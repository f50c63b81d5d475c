-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; talk of a queue call is null where no times of the queue are told
-- Source:  CDR lines of FreeSWITCH through stg_call_lines; numbers of queues through stg_queues
-- Answers: which legs does the CDR of FreeSWITCH tell of?

with

call_lines as (

    select * from stg_call_lines

),

queue_numbers as (

    select * from stg_queues

),

lines as (

    select
        call_lines.source,
        call_lines.leg_id,
        call_lines.next_leg_id,
        coalesce(call_lines.queue_id, queue_numbers.queue_id) as queue_id,
        case when queue_numbers.queue_id is null then call_lines.to_extension end as to_extension,
        call_lines.to_extension is not null as is_to_own,
        call_lines.from_extension,
        call_lines.agent_kind,
        call_lines.agent_value,
        call_lines.status,
        lower(call_lines.application) as application,
        call_lines.event_reason,
        call_lines.wait_seconds,
        call_lines.talk_seconds,
        call_lines.hold_seconds,
        call_lines.party_hash,
        call_lines.started_at,
        call_lines.answered_at,
        call_lines.ended_at

    from call_lines

    left join queue_numbers
        on call_lines.source = queue_numbers.source
        and call_lines.to_extension = queue_numbers.queue_id

    where call_lines.format = 'freeswitch-csv'

),

-- A line names the channel at its other end. That channel may have a line of its own, and after a
-- transfer another line may name it too: all of them are one call.
first_callers as (

    select
        source,
        next_leg_id,
        arg_min(leg_id, (started_at, leg_id)) as leg_id

    from lines

    where next_leg_id is not null

    group by source, next_leg_id

),

joined_lines as (

    select
        lines.source,
        coalesce(callers_of_line.leg_id, callers_of_other.leg_id, lines.leg_id) as call_id,
        lines.leg_id,
        callers_of_line.leg_id is not null as is_other_end,
        lines.next_leg_id,
        lines.queue_id,
        lines.to_extension,
        lines.is_to_own,
        lines.from_extension,
        lines.agent_kind,
        lines.agent_value,
        lines.status,
        lines.application,
        lines.event_reason,
        lines.wait_seconds,
        lines.talk_seconds,
        lines.hold_seconds,
        lines.party_hash,
        lines.started_at,
        lines.answered_at,
        lines.ended_at

    from lines

    left join first_callers as callers_of_line
        on lines.source = callers_of_line.source
        and lines.leg_id = callers_of_line.next_leg_id
        and lines.leg_id != callers_of_line.leg_id

    left join first_callers as callers_of_other
        on lines.source = callers_of_other.source
        and lines.next_leg_id = callers_of_other.next_leg_id

),

told_lines as (

    select
        source,
        call_id,
        leg_id,
        is_other_end,
        first_value(
            case
                when from_extension is null then 'inbound'
                when is_to_own or queue_id is not null then 'internal'
                else 'outbound'
            end
        ) over call as direction,
        first_value(party_hash) over call as party_hash,
        queue_id,
        -- The agent of a queue is at the other end, which may have a line of its own.
        bool_or(is_other_end and answered_at is not null and to_extension is not null) over (
            partition by source, call_id
        ) as has_other_end,
        coalesce(agent_kind, case when to_extension is not null then 'extension' end) as agent_kind,
        coalesce(agent_value, to_extension) as agent_value,
        from_extension,
        status,
        application,
        answered_at is not null as is_answered,
        next_leg_id is not null or agent_value is not null or is_other_end as is_bridged,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        started_at,
        answered_at,
        ended_at

    from joined_lines

    window call as (
        partition by source, call_id
        order by is_other_end, started_at, leg_id
        rows between unbounded preceding and unbounded following
    )

),

kinds as (

    select
        source,
        call_id,
        leg_id,
        direction,
        party_hash,
        unnest(
            case
                when application = 'voicemail' then ['voicemail']
                when queue_id is not null and is_answered and is_bridged and not has_other_end
                    then ['queue', 'agent']
                when queue_id is not null then ['queue']
                when is_other_end and direction = 'outbound' then []
                when has_other_end and not is_other_end and direction != 'outbound' then []
                when direction = 'outbound' then ['agent']
                when is_answered and not is_bridged then ['ivr']
                when agent_value is not null then ['agent']
                when is_answered then ['external']
                else ['unknown']
            end
        ) as leg_kind,
        queue_id,
        case when direction = 'outbound' then 'extension' else agent_kind end as agent_kind,
        case when direction = 'outbound' then from_extension else agent_value end as agent_value,
        status,
        is_answered,
        is_bridged,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        started_at,
        answered_at,
        ended_at

    from told_lines

),

numbered_kinds as (

    select
        source,
        call_id,
        direction,
        party_hash,
        leg_kind,
        count(*) filter (where leg_kind = 'queue') over (
            partition by source, call_id
            order by started_at, leg_id, leg_kind desc
            rows between unbounded preceding and current row
        )::integer as visit_count,
        last_value(queue_id ignore nulls) over (
            partition by source, call_id
            order by started_at, leg_id, leg_kind desc
            rows between unbounded preceding and current row
        ) as queue_id,
        row_number() over (
            partition by source, call_id
            order by started_at, leg_id, leg_kind desc
        )::integer as leg_number,
        agent_kind,
        agent_value,
        case
            when leg_kind = 'queue' then if(is_answered and is_bridged, 'answered', 'abandoned')
            when leg_kind != 'agent' then 'reached'
            when is_answered then 'answered'
            when status = 'USER_BUSY' then 'busy'
            when status = 'CALL_REJECTED' then 'rejected'
            when status in ('NO_ANSWER', 'NO_USER_RESPONSE', 'ALLOTTED_TIMEOUT') then 'no_answer'
            -- Who places a call and gives up was not answered; whom it rang at did not miss it.
            when status in ('ORIGINATOR_CANCEL', 'LOSE_RACE', 'PICKED_OFF')
                then if(direction = 'outbound', 'no_answer', 'cancelled')
            else 'failed'
        end as result,
        status,
        is_bridged,
        leg_kind = 'agent' and queue_id is not null as is_of_queue,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        started_at,
        answered_at,
        ended_at

    from kinds

),

final as (

    select
        source,
        call_id,
        leg_number,
        direction,
        leg_kind,
        nullif(visit_count, 0) as visit_number,
        case when visit_count > 0 then queue_id end as queue_id,
        case when leg_kind = 'agent' then agent_kind end as agent_kind,
        case when leg_kind = 'agent' then agent_value end as agent_value,
        result,
        status as end_reason,
        case
            when leg_kind = 'agent'
                then result = 'answered' and status in ('ATTENDED_TRANSFER', 'BLIND_TRANSFER')
        end as is_transferred_out,
        case
            when leg_kind = 'queue' and (result = 'answered' or wait_seconds is not null)
                then wait_seconds
            when leg_kind = 'queue'
                then date_diff('second', coalesce(answered_at, started_at), ended_at)
        end::integer as wait_seconds,
        case
            when
                leg_kind = 'agent' and result = 'answered'
                and (not is_of_queue or wait_seconds is not null)
                then talk_seconds - coalesce(hold_seconds, 0)
        end as talk_seconds,
        case when leg_kind = 'agent' and result = 'answered' then talk_seconds end
            as connected_seconds,
        case when leg_kind = 'agent' and result = 'answered' then hold_seconds end as hold_seconds,
        null::integer as wrap_up_seconds,
        party_hash,
        case
            when leg_kind = 'queue' and result = 'answered' and wait_seconds is not null
                then ended_at - to_seconds(talk_seconds + wait_seconds)
            when leg_kind = 'queue' and wait_seconds is not null
                then ended_at - to_seconds(wait_seconds)
            else started_at
        end as started_at,
        -- A queue answers the caller by itself; when a person did, only its own times tell.
        case
            when leg_kind not in ('agent', 'external', 'queue') then null
            when leg_kind != 'queue' and not is_of_queue then answered_at
            when result = 'answered' and wait_seconds is not null
                then ended_at - to_seconds(talk_seconds)
        end as answered_at,
        case
            when leg_kind = 'queue' and result = 'answered' and wait_seconds is not null
                then ended_at - to_seconds(talk_seconds)
            else ended_at
        end as ended_at,
        false as is_monitoring

    from numbered_kinds

)

select * from final
