-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null: the record does not know
-- Source:  CDR files of Cisco Unified Communications Manager through stg_call_lines; stg_queues
-- Answers: which connections does Cisco's manager tell of?

with

lines as (

    select * from stg_call_lines where format = 'cucm'

),

queues as (

    select * from stg_queues

),

-- Causes: 16 hung up, 17 busy, 18 and 19 no answer, 21 refused, 393216 (in old releases 126) split
-- off by a transfer or conference.
directed_lines as (

    select
        lines.source,
        lines.call_id,
        lines.leg_id,
        case
            when lines.from_type is distinct from 'Extension' then 'inbound'
            when lines.final_type = 'Line' then 'outbound'
            else 'internal'
        end as line_direction,
        coalesce(lines.queue_id, queues.queue_id) as queue_id,
        lines.from_extension,
        lines.final_extension,
        lines.final_type,
        lines.from_type = 'Conference' or lines.final_type = 'Conference' as is_bridge,
        lines.termination_reason,
        lines.termination_detail,
        [lines.termination_reason, lines.termination_detail] as causes,
        lines.change_reason,
        lines.wait_seconds,
        lines.duration_seconds,
        lines.party_hash,
        lines.started_at,
        lines.answered_at,
        lines.ended_at

    from lines

    left join queues
        on lines.source = queues.source
        and lines.to_extension = queues.queue_id

),

ordered_lines as (

    select
        source,
        call_id,
        leg_id,
        line_direction,
        first_value(line_direction) over (
            partition by source, call_id order by started_at, leg_id
        ) as direction,
        queue_id,
        count(queue_id) over (
            partition by source, call_id order by started_at, leg_id
        )::integer as visits_so_far,
        lead(leg_id) over (
            partition by source, call_id order by started_at, leg_id
        ) is null as is_last,
        -- One line is a visit to a queue, a leg, or both.
        case
            when line_direction = 'outbound' then ['agent']
            when final_type = 'VoiceMail' then ['queue', 'voicemail']
            when final_type = 'Line' then ['queue', 'external']
            when is_bridge then ['unknown']
            when final_extension is distinct from queue_id then ['queue', 'agent']
            else ['queue']
        end as leg_kinds,
        case when line_direction = 'outbound' then from_extension else final_extension end
            as agent_extension,
        final_type,
        is_bridge,
        termination_reason,
        termination_detail,
        causes,
        change_reason,
        wait_seconds,
        duration_seconds,
        party_hash,
        started_at,
        answered_at,
        ended_at

    from directed_lines

),

legs as (

    select
        source,
        call_id,
        leg_id,
        line_direction,
        direction,
        generate_subscripts(leg_kinds, 1) as place,
        unnest(leg_kinds) as leg_kind,
        queue_id,
        case when queue_id is not null then visits_so_far end as visit_number,
        is_last,
        agent_extension,
        final_type,
        is_bridge,
        termination_reason,
        termination_detail,
        causes,
        change_reason,
        wait_seconds,
        duration_seconds,
        party_hash,
        started_at,
        answered_at,
        ended_at

    from ordered_lines

),

final as (

    select
        source,
        call_id,
        row_number() over (
            partition by source, call_id order by started_at, leg_id, place
        )::integer as leg_number,
        direction,
        leg_kind,
        visit_number,
        queue_id,
        case when leg_kind = 'agent' then 'extension' end as agent_kind,
        case when leg_kind = 'agent' then agent_extension end as agent_value,
        case
            when ended_at is null then 'open'
            when leg_kind = 'queue' and final_type = 'VoiceMail' then 'voicemail'
            when leg_kind = 'queue' and final_type = 'Line' then 'flow_out'
            when leg_kind = 'queue' and answered_at is not null then 'answered'
            when leg_kind = 'queue' then 'abandoned'
            when leg_kind != 'agent' then 'reached'
            when answered_at is not null then 'answered'
            when list_contains(causes, '17') then 'busy'
            when list_contains(causes, '21') then 'rejected'
            when list_has_any(causes, ['18', '19']) then 'no_answer'
            when line_direction = 'outbound' and list_contains(causes, '16') then 'no_answer'
            when list_has_any(causes, ['16', '393216', '126']) then 'cancelled'
            else 'failed'
        end as result,
        coalesce(nullif(termination_detail, '0'), termination_reason) as end_reason,
        coalesce(
            leg_kind = 'agent'
            and answered_at is not null
            and change_reason = 'transfer'
            and list_has_any(causes, ['393216', '126'])
            and not is_last,
            false
        ) as is_transferred_out,
        case when leg_kind = 'queue' then wait_seconds end as wait_seconds,
        -- With a wait in it the duration is no talk.
        case when leg_kind = 'agent' and wait_seconds is null then duration_seconds end
            as talk_seconds,
        case when leg_kind = 'agent' then duration_seconds end as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        party_hash,
        started_at,
        case when leg_kind in ('agent', 'queue') and final_type != 'VoiceMail' then answered_at end
            as answered_at,
        ended_at,
        is_bridge as is_monitoring

    from legs

    where leg_kind != 'queue' or queue_id is not null

)

select * from final
