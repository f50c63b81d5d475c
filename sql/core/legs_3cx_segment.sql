-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds, exact to the microsecond; talk contains hold, of which the source
--          knows nothing
-- Source:  segments_3cx; segment_links_3cx
-- Answers: what happened in each call of a 3CX database: which queues did it visit, whose phones
--          rang, who spoke, who handed it over?

with

segments as (

    select * from segments_3cx

),

segment_links as (

    select * from segment_links_3cx

),

possible_legs as (

    select
        segments.source,
        segments.leg_id,
        segments.call_id,
        segments.segment_number,
        segments.direction,
        segments.segment_kind,
        segments.attempt_number,
        coalesce(segments.direction = 'outbound' and segments.attempt_number = 1, false)
            as is_placed,
        case
            when segments.direction = 'outbound' and segments.attempt_number is not null
                then segments.attempt_number = 1
            when segments.segment_kind in ('voicemail', 'ivr', 'external')
                then segments.answered_at is not null or segments.ended_at is null
            else segments.segment_kind != 'rule'
        end as is_leg,
        segments.event,
        segments.from_type,
        segments.from_extension,
        segments.to_extension,
        segments.termination_reason,
        segments.termination_detail,
        segments.party_hash,
        segments.call_started_at,
        segments.started_at,
        segments.answered_at,
        segments.ended_at

    from segments

),

-- A call of which no segment is a leg, because a rule refused it, is kept as its last segment.
kept_legs as (

    select
        source,
        leg_id,
        call_id,
        segment_number,
        direction,
        case
            when is_placed then 'agent'
            when segment_kind = 'monitoring' or not is_leg then 'unknown'
            else segment_kind
        end as leg_kind,
        is_placed,
        case when is_placed then from_extension else to_extension end as agent_value,
        -- A consultation before an attended transfer is one, too: the caller is not in it.
        segment_kind = 'monitoring'
        or (
            segment_kind = 'agent'
            and event = 'call_init'
            and from_type = 'extension'
            and direction != 'internal'
        ) as is_monitoring,
        termination_reason,
        termination_detail,
        party_hash,
        case when is_placed then call_started_at else started_at end as started_at,
        answered_at,
        ended_at

    from possible_legs

    qualify
        is_leg
        or (
            not bool_or(is_leg) over (partition by source, call_id)
            and segment_number = max(segment_number) over (partition by source, call_id)
        )

),

told_legs as (

    select
        kept_legs.source,
        kept_legs.call_id,
        row_number() over (
            partition by kept_legs.source, kept_legs.call_id
            order by kept_legs.segment_number
        )::integer as leg_number,
        kept_legs.direction,
        kept_legs.leg_kind,
        segment_links.visit_number::integer as visit_number,
        segment_links.queue_id,
        case when kept_legs.leg_kind = 'agent' then 'extension' end as agent_kind,
        case when kept_legs.leg_kind = 'agent' then kept_legs.agent_value end as agent_value,

        case
            when kept_legs.leg_kind = 'queue' and segment_links.visit_answered_at is not null
                then 'answered'
            when kept_legs.ended_at is null then 'open'
            when kept_legs.leg_kind = 'agent' and kept_legs.answered_at is not null
                then 'answered'
            when kept_legs.leg_kind = 'queue'
                then case
                    when segment_links.next_kind in ('voicemail', 'callback')
                        then segment_links.next_kind
                    when segment_links.next_kind is not null then 'flow_out'
                    when
                        kept_legs.termination_reason in ('redirected', 'continued_in', 'rejected')
                        then 'flow_out'
                    else 'abandoned'
                end
            when kept_legs.leg_kind != 'agent' then 'reached'
            when kept_legs.termination_detail in ('busy', 'line_busy', 'source_line_busy')
                then 'busy'
            when kept_legs.termination_detail in ('no_answer', 'timeout') then 'no_answer'
            -- Nobody out there picked up, whoever ended it.
            when
                kept_legs.is_placed
                and kept_legs.termination_reason in (
                    'src_participant_terminated', 'dst_participant_terminated', 'cancelled'
                )
                then 'no_answer'
            when kept_legs.is_placed then 'failed'
            when kept_legs.termination_detail in ('declined', 'deflected') then 'rejected'
            when kept_legs.termination_reason = 'dst_participant_terminated' then 'rejected'
            when kept_legs.termination_reason = 'rejected' and kept_legs.termination_detail is null
                then 'rejected'
            -- The phone never rang: its owner had it forwarded or was away.
            when
                kept_legs.termination_detail in (
                    'completed_elsewhere', 'forward_all', 'out_of_office', 'break_time', 'holiday'
                )
                then 'cancelled'
            -- A queue that stops ringing one phone to try the next one cancels the offer itself.
            when
                segment_links.is_offer
                and kept_legs.termination_reason = 'cancelled'
                and kept_legs.ended_at < segment_links.visit_left_at - interval 1 second
                then 'no_answer'
            when kept_legs.termination_reason in ('cancelled', 'src_participant_terminated')
                then 'cancelled'
            when
                kept_legs.termination_reason = 'redirected'
                and kept_legs.termination_detail is null
                then 'no_answer'
            else 'failed'
        end as result,
        concat_ws(' ', kept_legs.termination_reason, kept_legs.termination_detail) as end_reason,
        kept_legs.leg_kind = 'agent'
        and kept_legs.answered_at is not null
        and segment_links.is_handed_over as is_transferred_out,

        case
            when kept_legs.leg_kind = 'queue'
                then epoch_us(coalesce(segment_links.visit_answered_at, kept_legs.ended_at))
                - epoch_us(kept_legs.started_at)
        end as wait_us,
        case
            when kept_legs.leg_kind = 'agent'
                then epoch_us(least(kept_legs.ended_at, segment_links.handed_over_at))
                - epoch_us(kept_legs.answered_at)
        end as talk_us,
        case
            when kept_legs.leg_kind = 'agent'
                then epoch_us(kept_legs.ended_at) - epoch_us(kept_legs.answered_at)
        end as connected_us,

        kept_legs.party_hash,
        kept_legs.started_at,
        case
            when kept_legs.leg_kind = 'queue' then segment_links.visit_answered_at
            else kept_legs.answered_at
        end as answered_at,
        kept_legs.ended_at,
        kept_legs.is_monitoring

    from kept_legs

    inner join segment_links
        on kept_legs.source = segment_links.source
        and kept_legs.leg_id = segment_links.leg_id

),

final as (

    select
        source,
        call_id,
        leg_number,
        direction,
        leg_kind,
        visit_number,
        queue_id,
        agent_kind,
        agent_value,
        result,
        end_reason,
        is_transferred_out,
        (wait_us * 0.000001)::decimal(15, 6) as wait_seconds,
        (talk_us * 0.000001)::decimal(15, 6) as talk_seconds,
        (connected_us * 0.000001)::decimal(15, 6) as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        party_hash,
        started_at,
        answered_at,
        ended_at,
        is_monitoring

    from told_legs

)

select * from final
