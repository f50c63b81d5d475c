-- Entity:  call_lines
-- Source:  Postgres tables cl_participants, cl_party_info, cl_segments, callcent_queuecalls and
--          callcent_ag_dropped_calls of 3CX before V20 update 6
-- Answers: what did the older call log and queue tables of a 3CX database say about each call?

-- A call that went through a queue is read from the queue tables, which know the true wait and the
-- agents' misses; every other call from the call log. A code that nobody has verified keeps its
-- number, such as dn_type_7, and becomes an unknown leg.
with

queue_calls as (

    select
        'queue-' || callcent_queuecalls.idcallcent_queuecalls as leg_id,
        coalesce(
            nullif(callcent_queuecalls.call_history_id, ''),
            'queue-' || callcent_queuecalls.idcallcent_queuecalls
        ) as call_id,
        callcent_queuecalls.q_num as queue_id,
        nullif(callcent_queuecalls.to_dn, '') as answered_by,
        nullif(callcent_queuecalls.from_userpart, '') as party_number,
        callcent_queuecalls.time_start::timestamp as started_at,
        callcent_queuecalls.time_end::timestamp as ended_at,
        callcent_queuecalls.time_start::timestamp
        + coalesce(callcent_queuecalls.ts_waiting, interval '0') as waited_until,
        -- No time spent serving means that nobody answered.
        coalesce(callcent_queuecalls.ts_servicing, interval '0') > interval '0'
        and callcent_queuecalls.to_dn <> '' as is_answered

    from callcent_queuecalls

),

-- The visit during which a phone rang in vain: a call may have visited a queue several times.
missed_offers as (

    select distinct on (callcent_ag_dropped_calls.idcallcent_ag_dropped_calls)
        'missed-' || callcent_ag_dropped_calls.idcallcent_ag_dropped_calls as leg_id,
        queue_calls.call_id,
        queue_calls.leg_id as visit_leg_id,
        queue_calls.party_number,
        callcent_ag_dropped_calls.ag_num as extension,
        nullif(
            replace(lower(callcent_ag_dropped_calls.reason_noanswerdesc), ' ', '_'), 'cancelled'
        ) as reason,
        callcent_ag_dropped_calls.time_start::timestamp as started_at,
        callcent_ag_dropped_calls.time_end::timestamp as ended_at

    from callcent_ag_dropped_calls

    inner join queue_calls
        on callcent_ag_dropped_calls.q_call_history_id = queue_calls.call_id
        and callcent_ag_dropped_calls.time_start::timestamp
        >= queue_calls.started_at - interval '2 seconds'

    order by
        callcent_ag_dropped_calls.idcallcent_ag_dropped_calls,
        queue_calls.started_at desc

),

parties as (

    select
        cl_participants.id,
        cl_participants.call_id,
        cl_party_info.dn,
        cl_party_info.caller_number,
        cl_party_info.did_number,
        case cl_party_info.dn_type
            when 0 then 'extension'
            when 1 then 'external_line'
            when 2 then 'ring_group_ring_all'
            when 5 then 'voicemail'
            when 6 then 'ivr'
            when 13 then 'external_line'
            else 'dn_type_' || coalesce(cl_party_info.dn_type::text, 'missing')
        end as type,
        cl_party_info.dn_type = 13 as is_route,
        cl_participants.start_time at time zone 'UTC' as started_at,
        cl_participants.answer_time at time zone 'UTC' as answered_at,
        cl_participants.end_time at time zone 'UTC' as ended_at,
        cl_party_info.dn in (select queue_calls.queue_id from queue_calls) as is_queue

    from cl_participants

    inner join cl_party_info
        on cl_participants.info_id = cl_party_info.id

),

-- Everybody whom a call was brought to, with the one who came with it first.
logged_legs as (

    select distinct on (cl_segments.dst_part_id)
        'party-' || reached.id as leg_id,
        'log-' || reached.call_id as call_id,
        cl_segments.seq_order as sequence_number,
        callers.type as from_type,
        case
            when reached.is_route and callers.type = 'external_line' then 'inbound_routing'
            else reached.type
        end as to_type,
        callers.dn as from_dn,
        reached.dn as to_dn,
        case
            when callers.type = 'external_line' then callers.caller_number
            when reached.type = 'external_line' then reached.caller_number
        end as party_number,
        case when callers.type = 'external_line' then callers.did_number end as dialled_number,
        reached.answered_at is null and exists (
            select 1
            from cl_segments as later_segments
            where
                later_segments.call_id = cl_segments.call_id
                and later_segments.seq_order > cl_segments.seq_order
                and later_segments.dst_part_id <> cl_segments.dst_part_id
        ) as is_passed_on,
        reached.started_at,
        reached.answered_at,
        reached.ended_at

    from cl_segments

    inner join parties as reached
        on cl_segments.dst_part_id = reached.id

    inner join parties as callers
        on cl_segments.src_part_id = callers.id

    where
        not exists (
            select 1
            from parties
            where
                parties.call_id = cl_segments.call_id
                and parties.is_queue
        )

    order by cl_segments.dst_part_id, cl_segments.seq_order

),

segments as (

    select
        leg_id,
        call_id,
        1 as sequence_number,
        'divert' as event,
        null as event_reason,
        null as previous_leg_id,
        case when is_answered then leg_id || '-answer' end as next_leg_id,
        case when is_answered then 'continued_in' else 'src_participant_terminated' end
            as termination_reason,
        null as termination_detail,
        'external_line' as from_type,
        'queue' as to_type,
        null as from_dn,
        queue_id as to_dn,
        party_number,
        null as dialled_number,
        started_at,
        null::timestamp as answered_at,
        case when is_answered then waited_until else ended_at end as ended_at

    from queue_calls

    union all

    select
        leg_id || '-answer' as leg_id,
        call_id,
        2 as sequence_number,
        'route_to' as event,
        'polling' as event_reason,
        leg_id as previous_leg_id,
        null as next_leg_id,
        'src_participant_terminated' as termination_reason,
        null as termination_detail,
        'external_line' as from_type,
        'extension' as to_type,
        null as from_dn,
        answered_by as to_dn,
        party_number,
        null as dialled_number,
        waited_until as started_at,
        waited_until as answered_at,
        ended_at

    from queue_calls

    where is_answered

    union all

    select
        leg_id,
        call_id,
        2 as sequence_number,
        'route_to' as event,
        'polling' as event_reason,
        visit_leg_id as previous_leg_id,
        null as next_leg_id,
        'cancelled' as termination_reason,
        reason as termination_detail,
        'external_line' as from_type,
        'extension' as to_type,
        null as from_dn,
        extension as to_dn,
        party_number,
        null as dialled_number,
        started_at,
        null::timestamp as answered_at,
        ended_at

    from missed_offers

    union all

    -- Why a call ended, the log says in codes. A phone from which the call went on elsewhere rang
    -- out; at the last one the caller gave up.
    select
        leg_id,
        call_id,
        sequence_number,
        case when sequence_number = 1 then 'call_init' else 'divert' end as event,
        null as event_reason,
        null as previous_leg_id,
        null as next_leg_id,
        case when is_passed_on then 'redirected' else 'src_participant_terminated' end
            as termination_reason,
        case when is_passed_on then 'no_answer' end as termination_detail,
        from_type,
        to_type,
        from_dn,
        to_dn,
        party_number,
        dialled_number,
        started_at,
        answered_at,
        ended_at

    from logged_legs

),

own_numbers as (

    select
        leg_id,
        -- What looks like a telephone number or a name in words is no extension.
        case
            when from_type <> 'external_line'
                and from_dn ~ '^[0-9A-Za-z*#_.-]{1,20}$'
                and regexp_replace(from_dn, '[^0-9]', '', 'g') !~ '[0-9]{7}'
                then from_dn
        end as from_extension,
        case
            when to_type not in ('external_line', 'inbound_routing')
                and to_dn ~ '^[0-9A-Za-z*#_.-]{1,20}$'
                and regexp_replace(to_dn, '[^0-9]', '', 'g') !~ '[0-9]{7}'
                then to_dn
        end as to_extension

    from segments

),

final as (

    select
        current_setting('muster.source') as source,
        segments.leg_id,
        segments.call_id,
        '3cx-segment' as format,
        segments.sequence_number::bigint as sequence_number,
        null::bigint as history_number,
        segments.event,
        segments.event_reason,
        segments.previous_leg_id,
        segments.next_leg_id,
        null::text as direction,
        segments.started_at at time zone 'UTC' as started_at,
        segments.answered_at at time zone 'UTC' as answered_at,
        segments.ended_at at time zone 'UTC' as ended_at,
        greatest(segments.started_at, segments.answered_at, segments.ended_at) at time zone 'UTC'
            as updated_at,
        null::integer as duration_seconds,
        null::integer as ring_seconds,
        null::integer as wait_seconds,
        null::integer as talk_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        null::text as status,
        null::text as application,
        segments.termination_reason,
        segments.termination_detail,
        null::text as change_reason,
        segments.from_type,
        segments.to_type,
        null::text as final_type,
        own_numbers.from_extension,
        own_numbers.to_extension,
        null::text as final_extension,
        case when segments.to_type = 'queue' then own_numbers.to_extension end as queue_id,
        case
            when segments.to_type = 'extension' then 'extension'
            when segments.from_type = 'extension' then 'extension'
        end as agent_kind,
        case
            when segments.to_type = 'extension' then own_numbers.to_extension
            when segments.from_type = 'extension' then own_numbers.from_extension
        end as agent_value,
        segments.party_number,
        segments.dialled_number,
        null::text[] as chain_extensions,
        null::text[] as repairs,
        null::text as file_hash,
        null::bigint as line_number

    from segments

    inner join own_numbers
        on segments.leg_id = own_numbers.leg_id

)

select * from final
