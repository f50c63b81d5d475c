-- Grain:   source, leg_id
-- Unit:    instants in UTC; numbers count from 1 within a call
-- Source:  stg_call_lines of the format 3cx-segment: cdroutput, or the cl_ and callcent_ tables
-- Answers: where does each segment of a call in a 3CX database lead, and which way does the call
--          go?
-- Kept as: nothing

with

call_lines as (

    select * from stg_call_lines where format = '3cx-segment'

),

final as (

    select
        source,
        leg_id,
        call_id,
        row_number() over call_order as segment_number,
        case
            when first_value(from_type) over call_order = 'external_line' then 'inbound'
            when first_value(to_type) over call_order in ('external_line', 'outbound_rule')
                then 'outbound'
            -- Placed by the system for somebody: click to call, or calling back.
            when
                first_value(from_type) over call_order != 'extension'
                and bool_or(to_type = 'external_line') over (partition by source, call_id)
                then 'outbound'
            else 'internal'
        end as direction,

        -- A segment is named for where it leads: to a queue, a person, a machine, the outside, or a
        -- rule that only passes the call on. A word that nobody knows stays as unknown.
        case
            when event like 'barge_in%' or from_extension = 'MakeCall' then 'monitoring'
            when to_type in ('conference', 'parking_orbit', 'shared_parking') then 'monitoring'
            when to_type = 'queue' then 'queue'
            when to_type = 'extension' then 'agent'
            when to_type in ('voicemail', 'vmail_console') then 'voicemail'
            when to_extension = 'QCB' or event_reason = 'callback_requested' then 'callback'
            when to_type in ('ivr', 'script', 'endcall', 'service_call', 'echo_test') then 'ivr'
            when to_type = 'external_line' then 'external'
            when to_type in ('inbound_routing', 'outbound_rule', 'group') then 'rule'
            when to_type in ('ring_group_ring_all', 'ring_group_hunt', 'paging_group') then 'rule'
            else 'unknown'
        end as segment_kind,

        -- The attempt that stands for a call to the outside: the one that was picked up, else the
        -- last one.
        case
            when from_type = 'extension' and to_type in ('external_line', 'outbound_rule')
                then row_number() over (
                    partition by
                        source,
                        call_id,
                        from_type = 'extension' and to_type in ('external_line', 'outbound_rule')
                    order by
                        answered_at nulls last,
                        to_type = 'external_line' desc,
                        started_at desc,
                        leg_id desc
                )
        end as attempt_number,
        event,
        event_reason,
        previous_leg_id,
        next_leg_id,
        from_type,
        from_extension,
        to_extension,
        termination_reason,
        nullif(termination_detail, '') as termination_detail,
        first_value(party_hash ignore nulls) over whole_call as party_hash,
        first_value(started_at) over call_order as call_started_at,
        started_at,
        answered_at,
        ended_at

    from call_lines

    window
        call_order as (
            partition by source, call_id
            order by started_at, sequence_number nulls last, leg_id
        ),
        whole_call as (
            partition by source, call_id
            order by started_at, sequence_number nulls last, leg_id
            rows between unbounded preceding and unbounded following
        )

)

select * from final
