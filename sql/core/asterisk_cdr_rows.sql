-- Grain:   source, leg_id
-- Unit:    billable_seconds from the record's answer
-- Source:  CDR lines of Asterisk, through stg_call_lines
-- Answers: to which call does each record belong?

with

lines as (

    select
        source,
        leg_id,
        call_id,
        regexp_extract(leg_id, '^(.*)/[^/]*$', 1) as channel_id,
        sequence_number,
        application,
        status,
        from_type,
        to_type,
        from_extension,
        to_extension,
        queue_id,
        party_hash,
        dialled_hash,
        talk_seconds as billable_seconds,
        started_at,
        answered_at,
        ended_at

    from stg_call_lines

    where format = 'asterisk-cdr'

),

-- The ids of one call's records may differ by a second or two while the number of the channel
-- stays, which a running Asterisk gives but once.
split_ids as (

    select
        source,
        leg_id,
        call_id,
        party_hash,
        from_extension,
        regexp_extract(call_id, '^(.*?)[0-9]{9,11}[.]([0-9]+)$', 1) as system_name,
        regexp_extract(call_id, '[.]([0-9]+)$', 1) as channel_number,
        regexp_extract(call_id, '([0-9]{9,11})[.][0-9]+$', 1)::bigint as epoch

    from lines

    where
        sequence_number is null
        and regexp_matches(call_id, '[0-9]{9,11}[.][0-9]+$')

),

numbered_ids as (

    select
        source,
        leg_id,
        call_id,
        system_name,
        channel_number,
        party_hash,
        from_extension,
        epoch,
        lag(epoch) over (
            partition by source, system_name, channel_number, party_hash, from_extension
            order by epoch
        ) as earlier_epoch

    from split_ids

),

whole_ids as (

    select
        source,
        leg_id,
        last_value(if(epoch - earlier_epoch <= 2, null, call_id) ignore nulls)
            over (
                partition by source, system_name, channel_number, party_hash, from_extension
                order by epoch, leg_id
                rows between unbounded preceding and current row
            ) as call_id

    from numbered_ids

),

-- A queue rings its members through channels of their own. Without a linkedid such a record belongs
-- to the latest call of the same party that was under way.
callers as (

    select
        lines.source,
        coalesce(whole_ids.call_id, lines.call_id) as call_id,
        coalesce(lines.party_hash, lines.from_extension, '') as caller,
        lines.started_at,
        lines.ended_at

    from lines

    left join whole_ids
        on lines.source = whole_ids.source
        and lines.leg_id = whole_ids.leg_id

    where coalesce(lines.from_type, '') != 'Local'

),

final as (

    select
        lines.source,
        lines.leg_id,
        case
            when
                lines.from_type = 'Local' and lines.sequence_number is null
                and callers.ended_at >= lines.started_at
                then callers.call_id
            else coalesce(whole_ids.call_id, lines.call_id)
        end as call_id,
        lines.channel_id,
        lines.application,
        lines.status,
        lines.from_type,
        lines.to_type,
        lines.from_extension,
        lines.to_extension,
        lines.queue_id,
        lines.party_hash,
        lines.dialled_hash,
        lines.billable_seconds,
        lines.started_at,
        lines.answered_at,
        lines.ended_at

    from lines

    left join whole_ids
        on lines.source = whole_ids.source
        and lines.leg_id = whole_ids.leg_id

    asof left join callers
        on lines.source = callers.source
        and coalesce(lines.party_hash, lines.from_extension, '') = callers.caller
        and lines.started_at >= callers.started_at

)

select * from final
