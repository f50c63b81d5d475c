-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null: the line does not know
-- Source:  exports with declared columns, through stg_call_lines; call_sources
-- Answers: which connections and queue visits do lines of declared columns tell of?

with

lines as (

    select * from stg_call_lines where format = 'declared'

),

-- Without a status a line was answered when it says when, or how long they talked.
told_lines as (

    select
        lines.source,
        lines.call_id,
        lines.leg_id,
        coalesce(
            lines.direction,
            case
                when lines.from_type = 'Extension' and lines.to_type = 'Extension' then 'internal'
                when lines.from_type = 'Extension' then 'outbound'
                else 'inbound'
            end
        ) as direction,
        lines.event as line_kind,
        coalesce(
            lines.status,
            case
                when lines.answered_at is not null or lines.talk_seconds > 0 then 'answered'
                else 'no_answer'
            end
        ) as status,
        lines.change_reason,
        lines.queue_id,
        case
            when lines.agent_value is not null then lines.agent_kind
            else 'extension'
        end as agent_kind,
        lines.agent_value,
        lines.from_extension,
        lines.to_extension,
        lines.party_hash,
        lines.wait_seconds,
        lines.ring_seconds,
        -- Hold is told once: talk that contains it is talk and hold.
        case
            when call_sources.has_hold_in_talk and lines.talk_seconds is not null
                then greatest(lines.talk_seconds - coalesce(lines.hold_seconds, 0), 0)
            else lines.talk_seconds
        end as talk_seconds,
        lines.hold_seconds,
        lines.wrap_up_seconds,
        lines.duration_seconds,
        lines.started_at,
        lines.answered_at,
        lines.ended_at

    from lines

    left join call_sources
        on lines.source = call_sources.source

),

ended_lines as (

    select
        source,
        call_id,
        leg_id,
        direction,
        line_kind,
        status,
        change_reason,
        queue_id,
        agent_kind,
        coalesce(
            agent_value,
            case when direction = 'outbound' then from_extension else to_extension end
        ) as agent_value,
        party_hash,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        started_at,
        case
            when status = 'answered' then coalesce(
                answered_at, started_at + to_seconds(coalesce(wait_seconds, ring_seconds))
            )
        end as answered_at,
        case
            when status != 'open' then coalesce(
                ended_at,
                started_at + to_seconds(
                    coalesce(
                        duration_seconds,
                        coalesce(wait_seconds, ring_seconds, 0)
                        + coalesce(talk_seconds, 0)
                        + coalesce(hold_seconds, 0)
                    )
                )
            )
        end as ended_at,
        -- Whoever left without an answer waited until the end, where the line knows the end.
        ended_at is not null or duration_seconds is not null as is_end_known

    from told_lines

),

-- A line that is a whole call may be a queue visit and a person's leg at once.
lines_with_legs as (

    select
        source,
        call_id,
        leg_id,
        direction,
        line_kind,
        case
            when line_kind is not null then [line_kind]
            when direction = 'outbound' then ['agent']
            when queue_id is null and status = 'answered' then ['agent']
            when status = 'answered' then ['queue', 'agent']
            when status in ('voicemail', 'callback', 'external', 'ivr') then list_filter(
                [
                    case when queue_id is not null then 'queue' end,
                    case when status = 'voicemail' and agent_value is not null then 'agent' end,
                    status
                ],
                lambda kind: kind is not null
            )
            when queue_id is not null and agent_value is not null and status != 'flow_out'
                then ['queue', 'agent']
            when queue_id is not null then ['queue']
            when agent_value is not null then ['agent']
            else ['unknown']
        end as leg_kinds,
        status,
        change_reason,
        queue_id,
        agent_kind,
        agent_value,
        party_hash,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        started_at,
        answered_at,
        ended_at,
        is_end_known

    from ended_lines

),

legs as (

    select
        source,
        call_id,
        leg_id,
        direction,
        generate_subscripts(leg_kinds, 1) as place,
        unnest(leg_kinds) as leg_kind,
        status,
        change_reason,
        queue_id,
        agent_kind,
        agent_value,
        party_hash,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        started_at,
        answered_at,
        ended_at,
        is_end_known

    from lines_with_legs

),

numbered_legs as (

    select
        source,
        call_id,
        row_number() over in_call::integer as leg_number,
        first_value(direction) over in_call as direction,
        leg_kind,
        count(*) filter (where leg_kind = 'queue') over in_call::integer as visits_so_far,
        last_value(case when leg_kind = 'queue' then queue_id end ignore nulls) over in_call
            as last_queue_id,
        status,
        change_reason,
        queue_id,
        agent_kind,
        agent_value,
        party_hash,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        started_at,
        answered_at,
        ended_at,
        is_end_known

    from legs

    window in_call as (partition by source, call_id order by started_at, leg_id, place)

),

final as (

    select
        source,
        call_id,
        leg_number,
        direction,
        leg_kind,
        case
            when leg_kind = 'queue' then visits_so_far
            when
                leg_kind = 'agent' and direction != 'outbound'
                and coalesce(queue_id, last_queue_id) = last_queue_id
                then visits_so_far
        end as visit_number,
        case
            when leg_kind = 'queue' then queue_id
            when leg_kind = 'agent' and direction != 'outbound' then last_queue_id
        end as queue_id,
        case when leg_kind = 'agent' and agent_value is not null then agent_kind end as agent_kind,
        case when leg_kind = 'agent' then agent_value end as agent_value,
        case
            when status = 'open' then 'open'
            when leg_kind not in ('queue', 'agent') then 'reached'
            when status = 'answered' then 'answered'
            when leg_kind = 'queue' and status in ('voicemail', 'callback') then status
            when leg_kind = 'queue' and status in ('flow_out', 'external', 'ivr', 'busy', 'failed')
                then 'flow_out'
            when leg_kind = 'queue' then 'abandoned'
            when status in ('no_answer', 'rejected', 'cancelled', 'busy', 'failed') then status
            when direction != 'outbound' and status = 'abandoned' then 'cancelled'
            else 'no_answer'
        end as result,
        null::varchar as end_reason,
        coalesce(
            leg_kind = 'agent' and status = 'answered' and change_reason = 'transfer', false
        ) as is_transferred_out,
        case
            when leg_kind = 'queue' then coalesce(
                wait_seconds,
                date_diff('second', started_at, answered_at),
                case
                    when status not in ('answered', 'open') and is_end_known
                        then date_diff('second', started_at, ended_at)
                end
            )
        end::integer as wait_seconds,
        case when leg_kind = 'agent' and status = 'answered' then talk_seconds end as talk_seconds,
        case
            when leg_kind = 'agent' and status = 'answered' then coalesce(
                talk_seconds + coalesce(hold_seconds, 0),
                date_diff('second', answered_at, ended_at)
            )
        end::integer as connected_seconds,
        case when leg_kind = 'agent' and status = 'answered' then hold_seconds end as hold_seconds,
        case when leg_kind = 'agent' and status = 'answered' then wrap_up_seconds end
            as wrap_up_seconds,
        party_hash,
        started_at,
        case when leg_kind in ('queue', 'agent') then answered_at end as answered_at,
        ended_at,
        false as is_monitoring

    from numbered_legs

)

select * from final
