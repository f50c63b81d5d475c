-- Entity:   call_lines
-- Source:   Postgres table cdroutput of 3CX V20 from update 6 on
-- Cursor:   updated_at
-- Lookback: 48 hours
-- Answers:  what did each segment of a call say in the telephone system's own database?

with

-- Where the kind of a party is not known, the kind of its number may be.
segments as (

    select
        cdroutput.cdr_id,
        cdroutput.call_history_id,
        cdroutput.main_call_history_id,
        cdroutput.base_cdr_id,
        cdroutput.originating_cdr_id,
        cdroutput.continued_in_cdr_id,
        cdroutput.creation_method,
        cdroutput.creation_forward_reason,
        cdroutput.termination_reason,
        cdroutput.termination_reason_details,
        coalesce(
            nullif(cdroutput.source_entity_type, 'unknown'),
            cdroutput.source_dn_type
        ) as from_type,
        coalesce(
            nullif(cdroutput.destination_entity_type, 'unknown'),
            cdroutput.destination_dn_type
        ) as to_type,
        nullif(cdroutput.source_dn_number, '') as from_dn_number,
        nullif(cdroutput.destination_dn_number, '') as to_dn_number,
        cdroutput.source_participant_phone_number as from_phone_number,
        cdroutput.destination_participant_phone_number as to_phone_number,
        cdroutput.source_participant_trunk_did as from_trunk_number,
        cdroutput.cdr_started_at,
        cdroutput.cdr_answered_at,
        cdroutput.cdr_ended_at

    from cdroutput

),

-- The number of a trunk or of a rule is no party of one's own, and what looks like a telephone
-- number is kept nowhere in clear.
own_numbers as (

    select
        segments.cdr_id,
        case
            when segments.from_type not in ('external_line', 'inbound_routing', 'outbound_rule')
                and segments.from_dn_number ~ '^[0-9A-Za-z*#_.-]{1,20}$'
                and regexp_replace(segments.from_dn_number, '[^0-9]', '', 'g') !~ '[0-9]{7}'
                then segments.from_dn_number
        end as from_extension,
        case
            when segments.to_type not in ('external_line', 'inbound_routing', 'outbound_rule')
                and segments.to_dn_number ~ '^[0-9A-Za-z*#_.-]{1,20}$'
                and regexp_replace(segments.to_dn_number, '[^0-9]', '', 'g') !~ '[0-9]{7}'
                then segments.to_dn_number
        end as to_extension

    from segments

),

final as (

    select
        current_setting('muster.source') as source,
        segments.cdr_id::text as leg_id,
        coalesce(segments.main_call_history_id, segments.call_history_id)::text as call_id,
        '3cx-segment' as format,
        null::bigint as sequence_number,
        null::bigint as history_number,
        segments.creation_method as event,
        segments.creation_forward_reason as event_reason,
        coalesce(segments.originating_cdr_id, segments.base_cdr_id)::text as previous_leg_id,
        segments.continued_in_cdr_id::text as next_leg_id,
        null::text as direction,
        segments.cdr_started_at as started_at,
        segments.cdr_answered_at as answered_at,
        segments.cdr_ended_at as ended_at,
        greatest(
            segments.cdr_started_at,
            segments.cdr_answered_at,
            segments.cdr_ended_at
        ) as updated_at,
        null::integer as duration_seconds,
        null::integer as ring_seconds,
        null::integer as wait_seconds,
        null::integer as talk_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        null::text as status,
        null::text as application,
        segments.termination_reason,
        segments.termination_reason_details as termination_detail,
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
        -- The one outside party: who calls in, else who is called.
        case
            when segments.from_type = 'external_line' then segments.from_phone_number
            when segments.to_type in ('external_line', 'outbound_rule')
                then segments.to_phone_number
        end as party_number,
        case
            when segments.from_type = 'external_line' then segments.from_trunk_number
        end as dialled_number,
        null::text[] as chain_extensions,
        null::text[] as repairs,
        null::text as file_hash,
        null::bigint as line_number

    from segments

    inner join own_numbers
        on segments.cdr_id = own_numbers.cdr_id

)

select * from final
