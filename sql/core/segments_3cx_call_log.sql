-- Grain:   source, leg_id
-- Unit:    durations in seconds, as the row says them
-- Source:  3CX call logs through stg_call_lines; queues and extensions through staging
-- Answers: what is each row of a 3CX call log about, and which rows are one call?

with

lines as (

    select * from stg_call_lines where format = '3cx-call-log'

),

queues as (

    select * from stg_queues

),

person_identities as (

    select * from stg_person_identities

),

directed_lines as (

    select
        source,
        leg_id,
        coalesce(
            direction,
            case
                when from_extension is null then 'inbound'
                when to_extension is null then 'outbound'
                else 'internal'
            end
        ) as direction,
        lower(status) as status,
        to_type,
        from_extension,
        to_extension,
        party_hash,
        dialled_hash,
        ring_seconds,
        talk_seconds,
        duration_seconds,
        started_at,
        answered_at,
        ended_at,
        -- A group that rang and the telephone that was lifted share start and caller.
        bool_or(lower(status) = 'answered') over (
            partition by source, coalesce(party_hash, from_extension), started_at
        ) as is_answered_beside

    from lines

),

-- What a number is when nobody has said so: a queue has waits in the column of talk, a ring group
-- is redirected to the telephone that answers, a menu answers without ringing.
destinations as (

    select
        source,
        to_extension,
        case
            when bool_or(status = 'unanswered' and talk_seconds > 0) then 'queue'
            when
                bool_or(status = 'redirected' and ring_seconds > 0 and is_answered_beside)
                and not bool_or(status = 'answered')
                then 'ring_group'
            when bool_or(status = 'answered') and max(coalesce(ring_seconds, 0)) = 0 then 'menu'
            else 'agent'
        end as shown_kind

    from directed_lines

    where direction != 'outbound'

    group by source, to_extension

),

named_lines as (

    select
        directed_lines.source,
        directed_lines.leg_id,
        directed_lines.direction,
        case
            when directed_lines.direction = 'outbound' then 'agent'
            when directed_lines.to_extension is null then 'external'
            when directed_lines.to_type = 'Queue' then 'queue'
            when directed_lines.to_type = 'RingGroup' then 'ring_group'
            when directed_lines.to_type = 'Menu' then 'menu'
            when directed_lines.to_type = 'VoiceMail' then 'voicemail'
            when queues.queue_id is not null then 'queue'
            when
                exists (
                    from person_identities
                    where
                        person_identities.kind = 'extension'
                        and person_identities.value = directed_lines.to_extension
                        and person_identities.source in (directed_lines.source, '*')
                )
                then 'agent'
            else destinations.shown_kind
        end as segment_kind,
        directed_lines.status,
        directed_lines.from_extension,
        directed_lines.to_extension,
        directed_lines.party_hash,
        directed_lines.dialled_hash,
        directed_lines.ring_seconds,
        directed_lines.talk_seconds,
        directed_lines.duration_seconds,
        directed_lines.started_at,
        directed_lines.answered_at,
        directed_lines.ended_at

    from directed_lines

    left join queues
        on directed_lines.source = queues.source
        and directed_lines.to_extension = queues.queue_id

    left join destinations
        on directed_lines.source = destinations.source
        and directed_lines.to_extension = destinations.to_extension

),

-- There are no ids: a row goes on with the call of the same caller to the same number when it
-- starts before that has been over for more than 3 seconds. A call out is a row.
marked_lines as (

    select
        source,
        leg_id,
        direction,
        segment_kind,
        status,
        from_extension,
        to_extension,
        party_hash,
        dialled_hash,
        ring_seconds,
        talk_seconds,
        duration_seconds,
        started_at,
        answered_at,
        ended_at,
        -- Of rows with one start the one that handed the call on comes first.
        row_number() over (
            partition by source, direction, party_hash, from_extension, dialled_hash
            order by started_at, segment_kind = 'agent', ended_at, leg_id
        ) as place,
        coalesce(
            direction = 'outbound'
            or started_at > interval 3 seconds + max(ended_at) over (
                partition by source, direction, party_hash, from_extension, dialled_hash
                order by started_at, segment_kind = 'agent', ended_at, leg_id
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as is_first

    from named_lines

),

final as (

    select
        source,
        leg_id,
        max_by(leg_id, place) filter (where is_first) over (
            partition by source, direction, party_hash, from_extension, dialled_hash
            order by place
        ) as call_id,
        place,
        direction,
        segment_kind,
        status,
        from_extension,
        to_extension,
        party_hash,
        ring_seconds,
        talk_seconds,
        duration_seconds,
        started_at,
        answered_at,
        ended_at

    from marked_lines

)

select * from final
