-- Grain:   source, leg_id, leg_kind
-- Unit:    billable_seconds from the answer of the channel, by whatever answered it
-- Source:  asterisk_cdr_rows; calls of the queue log through asterisk_queue_visits
-- Answers: what does each record of the CDR tell of: a queue, a person, a mailbox, an announcement?

with

cdr_rows as (

    select * from asterisk_cdr_rows

),

logged_visits as (

    select * from asterisk_queue_visits

),

logged_calls as (

    select
        source,
        call_id,
        min(started_at) as first_entered_at,
        max(coalesce(left_at, timestamp '9999-12-31')) as last_left_at

    from logged_visits

    group by source, call_id

),

-- A call is what its first record is; records of Local channels are halves of others.
call_kinds as (

    select
        source,
        call_id,
        arg_min(
            case
                when from_extension is null then 'inbound'
                when to_extension is not null then 'internal'
                when to_type in ('Local', 'hidden') or to_type is null
                    then if(dialled_hash is null, 'internal', 'outbound')
                else 'outbound'
            end,
            (coalesce(from_type, '') = 'Local', started_at, leg_id)
        ) as direction,
        arg_min(party_hash, (coalesce(from_type, '') = 'Local', started_at, leg_id)) as party_hash

    from cdr_rows

    group by source, call_id

),

-- What the queue log tells is left out here; what came before the queue and after it stays.
told_rows as (

    select
        cdr_rows.source,
        cdr_rows.call_id,
        cdr_rows.leg_id,
        call_kinds.direction,
        call_kinds.party_hash,
        logged_calls.call_id is not null as is_logged,
        lower(coalesce(cdr_rows.application, '')) as application,
        cdr_rows.status,
        cdr_rows.from_type,
        cdr_rows.to_type,
        cdr_rows.from_extension,
        cdr_rows.to_extension,
        cdr_rows.queue_id,
        cdr_rows.billable_seconds,
        cdr_rows.started_at,
        cdr_rows.answered_at,
        cdr_rows.ended_at,
        -- A channel answers to a queue or an announcement too; a person is at the other channel.
        cdr_rows.status = 'ANSWERED' and cdr_rows.to_type is not null
        and (cdr_rows.to_type != 'hidden' or cdr_rows.application in ('Dial', 'Queue'))
            as is_reached,
        cdr_rows.to_type is not null or lower(coalesce(cdr_rows.application, '')) = 'dial'
            as is_dialled

    from cdr_rows

    inner join call_kinds
        on cdr_rows.source = call_kinds.source
        and cdr_rows.call_id = call_kinds.call_id

    left join logged_calls
        on cdr_rows.source = logged_calls.source
        and cdr_rows.call_id = logged_calls.call_id

    where
        logged_calls.call_id is null
        or lower(coalesce(cdr_rows.application, '')) in ('voicemail', 'minivmrecord')
        or (
            lower(coalesce(cdr_rows.application, '')) != 'queue'
            and coalesce(cdr_rows.from_type, '') != 'Local'
            and (
                cdr_rows.ended_at <= logged_calls.first_entered_at + interval 1 second
                or cdr_rows.started_at >= logged_calls.last_left_at - interval 1 second
            )
        )

),

final as (

    select
        source,
        call_id,
        leg_id,
        unnest(
            case
                when application in ('voicemail', 'minivmrecord') then ['voicemail']
                when application = 'queue' and is_dialled then ['queue', 'agent']
                when application = 'queue' then ['queue']
                when direction = 'outbound' and from_extension is not null then ['agent']
                when to_extension is not null and is_dialled then ['agent']
                when is_reached then ['external']
                when status = 'ANSWERED' then ['ivr']
                else ['unknown']
            end
        ) as leg_kind,
        coalesce(to_extension, case when direction = 'outbound' then from_extension end)
            as agent_value,
        queue_id,
        direction,
        party_hash,
        is_logged,
        application = 'queue' as is_of_queue,
        -- Who asks a colleague before handing a caller over makes a record of its own.
        direction = 'inbound' and from_extension is not null
        and coalesce(from_type, '') != 'Local' as is_consultation,
        is_reached,
        status,
        billable_seconds,
        started_at,
        answered_at,
        ended_at

    from told_rows

)

select * from final
