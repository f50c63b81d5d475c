-- Grain:   source, call_id, visit_number
-- Unit:    wait_seconds from entering to a member's answer or to leaving
-- Source:  queue log of Asterisk, through stg_call_lines; call ids through asterisk_cdr_rows
-- Answers: which queues did each caller enter, and how did each visit end?

with

events as (

    select * from stg_call_lines

),

cdr_rows as (

    select * from asterisk_cdr_rows

),

call_ids as (

    select
        source,
        channel_id,
        min(call_id) as call_id

    from cdr_rows

    where
        channel_id != ''
        and coalesce(from_type, '') != 'Local'

    group by source, channel_id

),

marks as (

    select
        source,
        leg_id,
        call_id as channel_id,
        queue_id,
        case
            when event = 'ENTERQUEUE' then 'entry'
            when event = 'QUEUESTART' then 'restart'
            when
                event in (
                    'COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER',
                    'ATTENDEDTRANSFER', 'ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY',
                    'SYSCOMPAT'
                )
                then 'leaving'
        end as mark,
        event,
        agent_kind,
        agent_value,
        from_extension,
        party_hash,
        wait_seconds,
        talk_seconds,
        started_at

    from events

    where format = 'asterisk-queue-log'

),

entered as (

    select
        source,
        channel_id,
        queue_id

    from marks

    where mark = 'entry'

),

-- Where the log begins in the middle of a call, its end still says when it entered.
entry_marks as (

    select
        source,
        leg_id,
        channel_id,
        queue_id,
        from_extension,
        party_hash,
        started_at

    from marks

    where mark = 'entry'

    union all

    select
        leavings.source,
        leavings.leg_id,
        leavings.channel_id,
        leavings.queue_id,
        leavings.from_extension,
        leavings.party_hash,
        leavings.started_at
        - to_seconds(coalesce(leavings.wait_seconds, 0) + coalesce(leavings.talk_seconds, 0))

    from marks as leavings

    anti join entered
        on leavings.source = entered.source
        and leavings.channel_id = entered.channel_id
        and leavings.queue_id = entered.queue_id

    where leavings.mark = 'leaving'

),

-- The log names the caller's channel, the CDR the whole call.
entries as (

    select
        entry_marks.source,
        coalesce(call_ids.call_id, entry_marks.channel_id) as call_id,
        entry_marks.channel_id,
        entry_marks.queue_id,
        entry_marks.from_extension,
        entry_marks.party_hash,
        entry_marks.started_at,
        row_number() over (
            partition by entry_marks.source, entry_marks.channel_id, entry_marks.queue_id
            order by entry_marks.started_at, entry_marks.leg_id
        ) as entry_number

    from entry_marks

    left join call_ids
        on entry_marks.source = call_ids.source
        and entry_marks.channel_id = call_ids.channel_id

),

-- Who leaves a queue may enter it again in the same second, so the first leaving is the first
-- entry's, whatever the order of the seconds; of two in one second, that of the longer stay.
leavings as (

    select
        source,
        channel_id,
        queue_id,
        event,
        agent_kind,
        agent_value,
        wait_seconds,
        talk_seconds,
        started_at,
        row_number() over (
            partition by source, channel_id, queue_id
            order by
                started_at,
                coalesce(wait_seconds, 0) + coalesce(talk_seconds, 0) desc,
                leg_id
        ) as entry_number

    from marks

    where mark = 'leaving'

),

-- The log of a restart ends what was under way; nothing else will.
restarts as (

    select
        source,
        started_at

    from marks

    where mark = 'restart'

),

final as (

    select
        entries.source,
        entries.call_id,
        row_number() over (
            partition by entries.source, entries.call_id
            order by
                entries.started_at,
                coalesce(leavings.started_at, timestamp '9999-12-31'),
                entries.channel_id,
                entries.queue_id,
                entries.entry_number
        )::integer as visit_number,
        entries.channel_id,
        entries.queue_id,
        entries.from_extension,
        entries.party_hash,
        case
            when leavings.event is not null then leavings.event
            when restarts.started_at is not null then 'QUEUESTART'
        end as leaving_event,
        leavings.agent_kind,
        leavings.agent_value,
        leavings.wait_seconds,
        leavings.talk_seconds,
        entries.started_at,
        coalesce(leavings.started_at, restarts.started_at) as left_at

    from entries

    left join leavings
        on entries.source = leavings.source
        and entries.channel_id = leavings.channel_id
        and entries.queue_id = leavings.queue_id
        and entries.entry_number = leavings.entry_number

    asof left join restarts
        on entries.source = restarts.source
        and entries.started_at < restarts.started_at

)

select * from final
