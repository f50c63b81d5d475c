-- Grain:   source, call_id
-- Unit:    one row a logical call; durations in seconds
-- Source:  telephone exports through stg_call_lines, call tables through stg_calls
-- Answers: what became of each call, seen from the caller?

with

call_lines as (

    select * from stg_call_lines

),

table_calls as (

    select * from stg_calls

),

exported_calls as (

    select
        source,
        leg_id as call_id,
        case
            when from_type = 'Line' then 'inbound'
            when to_type = 'Line' then 'outbound'
            else 'internal'
        end as direction,
        case when to_type = 'Queue' then to_extension end as queue_id,
        change_reason,
        coalesce(nullif(final_type, ''), to_type) as reached_type,
        from_extension,
        coalesce(final_extension, to_extension) as reached_extension,
        chain_extensions,
        party_hash,
        duration_seconds,
        started_at,
        answered_at,
        ended_at

    from call_lines

),

-- The final outcome of a call; the first rule that fits wins. A queue answers by itself, so a queue
-- call was answered by a person only when the queue was replaced by an extension; an extension that
-- got the call by overflow is a flow-out of the queue.
exported_outcomes as (

    select
        source,
        call_id,
        direction,
        queue_id,
        case
            when ended_at is null then 'open'
            when
                answered_at is not null
                and (direction = 'outbound' or reached_type = 'Extension')
                and (queue_id is null or change_reason in ('ReplacedDst', 'ReplacedSrc'))
                then 'answered_human'
            when lower(reached_type) = 'voicemail' then 'voicemail'
            when direction = 'inbound' and reached_type = 'Line' then 'diverted_external'
            when queue_id is not null and change_reason is not null then 'flow_out'
            when queue_id is not null then 'abandoned_queue'
            when direction = 'inbound' and answered_at is not null then 'abandoned_ivr'
            when direction = 'inbound' then 'abandoned_ringing'
            else 'failed'
        end as outcome,
        case
            when direction = 'inbound' then reached_extension
            else from_extension
        end as agent_value,
        chain_extensions,
        party_hash,
        coalesce(change_reason in ('ReplacedDst', 'ReplacedSrc'), false) as is_replaced,
        date_diff('second', started_at, ended_at) as call_seconds,

        -- For a queue call the export's duration contains the wait; only connected time is known.
        case when queue_id is null then coalesce(duration_seconds, 0) end as talk_seconds,
        greatest(date_diff('second', answered_at, ended_at), 0) as connected_seconds,

        started_at,
        ended_at

    from exported_calls

),

final as (

    select
        source,
        call_id,
        direction,
        queue_id,
        outcome,
        'extension' as agent_kind,
        agent_value,
        chain_extensions,
        party_hash,
        is_replaced,
        null::integer as wait_seconds,
        -- Nobody answered: the caller waited until hanging up.
        case when outcome = 'abandoned_queue' then call_seconds end::integer as abandoned_seconds,
        talk_seconds::integer as talk_seconds,
        connected_seconds::integer as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        started_at,
        ended_at

    from exported_outcomes

    union all

    select
        source,
        call_id,
        direction,
        queue_id,
        case
            when ended_at is null and answered_at is not null then 'open'
            when is_answered then 'answered_human'
            when queue_id is not null then 'abandoned_queue'
            when direction = 'inbound' then 'abandoned_ringing'
            else 'failed'
        end as outcome,
        agent_kind,
        agent_value,
        null::varchar[] as chain_extensions,
        party_hash,
        coalesce(is_transferred, false) as is_replaced,
        wait_seconds,
        case when not is_answered and queue_id is not null then wait_seconds end
            as abandoned_seconds,
        talk_seconds,
        talk_seconds + coalesce(hold_seconds, 0) as connected_seconds,
        hold_seconds,
        wrap_up_seconds,
        started_at,
        ended_at

    from table_calls

)

-- A start after the as-of is a wrong clock; it would count as fresh for ever.
select * from final where started_at <= (select as_of_at + interval 1 hour from run_settings)
