-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null: the call log does not know
-- Source:  segments_3cx_call_log
-- Answers: which connections and queue visits does a 3CX call log tell of?

with

segments as (

    select * from segments_3cx_call_log

),

numbered_segments as (

    select
        source,
        call_id,
        row_number() over (partition by source, call_id order by place)::integer as leg_number,
        direction,
        segment_kind,
        count(*) filter (where segment_kind = 'queue') over (
            partition by source, call_id order by place
        )::integer as visits_so_far,
        max(ended_at) filter (where segment_kind = 'queue') over (
            partition by source, call_id order by place
        ) as queue_left_at,
        last_value(case when segment_kind = 'queue' then to_extension end ignore nulls) over (
            partition by source, call_id order by place
        ) as last_queue_id,
        -- What the call went on to: another row that is no telephone ringing.
        first_value(nullif(segment_kind, 'agent') ignore nulls) over (
            partition by source, call_id
            order by place
            rows between 1 following and unbounded following
        ) as next_kind,
        lead(place) over (partition by source, call_id order by place) is null as is_last,
        segment_kind = 'agent' and (
            status = 'answered' or (status = 'redirected' and coalesce(talk_seconds, 0) > 0)
        ) as is_taken,
        status,
        from_extension,
        to_extension,
        party_hash,
        ring_seconds,
        talk_seconds,
        duration_seconds,
        started_at,
        coalesce(answered_at, ended_at - to_seconds(coalesce(talk_seconds, 0))) as taken_at,
        ended_at

    from segments

),

-- A telephone that rang while the caller was in a queue, or at its end, rang for that queue.
placed_segments as (

    select
        source,
        call_id,
        leg_number,
        direction,
        segment_kind,
        case
            when segment_kind = 'queue' then visits_so_far
            when segment_kind = 'agent' and started_at <= queue_left_at + interval 3 seconds
                then visits_so_far
        end as visit_number,
        last_queue_id,
        next_kind,
        is_last,
        is_taken,
        status,
        from_extension,
        to_extension,
        party_hash,
        ring_seconds,
        talk_seconds,
        duration_seconds,
        started_at,
        taken_at,
        ended_at

    from numbered_segments

),

answered_segments as (

    select
        source,
        call_id,
        leg_number,
        direction,
        segment_kind,
        visit_number,
        case when visit_number is not null then last_queue_id end as queue_id,
        next_kind,
        is_last,
        is_taken,
        case
            when visit_number is not null
                then min(case when is_taken then taken_at end) over (
                    partition by source, call_id, visit_number
                )
        end as visit_taken_at,
        bool_or(is_taken) over (partition by source, call_id, started_at) as is_taken_beside,
        status,
        from_extension,
        to_extension,
        party_hash,
        ring_seconds,
        talk_seconds,
        duration_seconds,
        started_at,
        taken_at,
        ended_at

    from placed_segments

),

-- Unanswered is no miss: the row does not say whether the telephone rang out or the caller gave up,
-- so only a telephone that rang before the call went on to another one is an agent's.
final as (

    select
        source,
        call_id,
        leg_number,
        direction,
        case segment_kind
            when 'menu' then 'ivr'
            when 'ring_group' then 'unknown'
            else segment_kind
        end as leg_kind,
        visit_number,
        queue_id,
        case when segment_kind = 'agent' then 'extension' end as agent_kind,
        case
            when segment_kind != 'agent' then null
            when direction = 'outbound' then from_extension
            else to_extension
        end as agent_value,
        case
            when segment_kind = 'queue' and visit_taken_at is not null then 'answered'
            when segment_kind = 'queue' and next_kind = 'voicemail' then 'voicemail'
            when segment_kind = 'queue' and next_kind is not null then 'flow_out'
            when segment_kind = 'queue' and status = 'unanswered' then 'abandoned'
            when segment_kind = 'queue' then 'flow_out'
            when segment_kind != 'agent' then 'reached'
            when is_taken then 'answered'
            when direction = 'outbound' then 'no_answer'
            when is_taken_beside then 'cancelled'
            when status = 'redirected' or not is_last then 'no_answer'
            else 'cancelled'
        end as result,
        status as end_reason,
        is_taken and status = 'redirected' as is_transferred_out,
        -- A queue nobody answered has its wait in the column of talk.
        case
            when segment_kind = 'queue' and visit_taken_at is not null
                then greatest(date_diff('second', started_at, visit_taken_at), 0)
            when segment_kind = 'queue' then coalesce(ring_seconds, 0) + coalesce(talk_seconds, 0)
        end::integer as wait_seconds,
        case when is_taken then talk_seconds end as talk_seconds,
        case when is_taken then talk_seconds end as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        party_hash,
        started_at,
        case when segment_kind = 'queue' then visit_taken_at when is_taken then taken_at end
            as answered_at,
        ended_at,
        false as is_monitoring

    from answered_segments

)

select * from final
