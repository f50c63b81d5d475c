-- Grain:   source, call_id
-- Unit:    durations in seconds
-- Source:  lines of 3CX call files, through stg_call_lines; queues, through stg_queues
-- Answers: what does a line of a 3CX call file say of its call, in the words of V20 and of before?
-- Kept as: nothing

with

call_lines as (

    select * from stg_call_lines where format = '3cx-file'

),

-- Files of before V20 call a queue just internal; there the queues have to be declared.
declared_queues as (

    select
        source,
        list(queue_id) as queue_ids

    from stg_queues

    group by source

),

-- What is neither a line, a queue, a mailbox nor an extension is a machine: a script, a menu.
kinds as (

    select
        call_lines.source,
        call_lines.call_id,
        case
            when call_lines.from_type in ('Line', 'External') then 'inbound'
            when call_lines.to_type in ('Line', 'External') then 'outbound'
            else 'internal'
        end as direction,
        case
            when lower(call_lines.to_type) = 'voicemail' then 'voicemail'
            when call_lines.to_type in ('Line', 'External') then 'external'
            when call_lines.to_type = 'Queue' then 'queue'
            when list_contains(declared_queues.queue_ids, call_lines.to_extension) then 'queue'
            when call_lines.to_type in ('Extension', 'Internal') then 'agent'
            else 'ivr'
        end as to_kind,
        nullif(call_lines.final_type, '') as final_type,
        case
            when lower(call_lines.final_type) = 'voicemail' then 'voicemail'
            when call_lines.final_type in ('Line', 'External') then 'external'
            when call_lines.final_type = 'Queue' then 'queue'
            when
                list_contains(
                    declared_queues.queue_ids,
                    coalesce(call_lines.final_extension, call_lines.to_extension)
                )
                then 'queue'
            when call_lines.final_type in ('Extension', 'Internal') then 'agent'
            else 'ivr'
        end as final_kind,
        call_lines.change_reason in ('ReplacedDst', 'ReplacedSrc') as is_replaced,
        call_lines.from_extension,
        call_lines.to_extension,
        call_lines.final_extension,
        call_lines.change_reason,
        call_lines.termination_reason,
        call_lines.chain_extensions,
        coalesce(declared_queues.queue_ids, []) as queue_ids,
        call_lines.party_hash,
        call_lines.duration_seconds,
        call_lines.started_at,
        call_lines.answered_at,
        call_lines.ended_at

    from call_lines

    left join declared_queues
        on call_lines.source = declared_queues.source

),

final as (

    select
        source,
        call_id,
        direction,
        to_kind,
        case when final_type is null then to_kind else final_kind end as reached_kind,
        from_extension,
        to_extension,
        coalesce(final_extension, to_extension) as reached_extension,
        coalesce(is_replaced, false) as is_replaced,
        change_reason,
        termination_reason,
        chain_extensions,
        queue_ids,
        party_hash,
        duration_seconds,
        started_at,
        answered_at,
        ended_at

    from kinds

)

select * from final
