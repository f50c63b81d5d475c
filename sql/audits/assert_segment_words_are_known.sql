-- Answers:    does a 3CX database use only words for parties and ends that the models know?
-- On failure: warn

with

call_lines as (

    select * from stg_call_lines where format = '3cx-segment'

),

words as (

    select
        source,
        'destination' as word_kind,
        to_type as word

    from call_lines

    union all

    select
        source,
        'creation' as word_kind,
        event as word

    from call_lines

    union all

    select
        source,
        'end' as word_kind,
        termination_reason as word

    from call_lines

    where ended_at is not null

)

select
    source,
    word_kind,
    word,
    count(*) as line_count

from words

where
    word is null
    or not case word_kind
        when 'destination' then word in (
            'queue', 'extension', 'external_line', 'inbound_routing', 'outbound_rule', 'voicemail',
            'vmail_console', 'ivr', 'script', 'endcall', 'service_call', 'echo_test', 'fax',
            'ring_group_ring_all', 'ring_group_hunt', 'paging_group', 'group', 'conference',
            'parking_orbit', 'shared_parking'
        )
        when 'creation' then word in (
            'call_init', 'divert', 'route_to', 'transfer', 'pickup', 'join', 'fork', 'barge_in',
            'barge_in_listen', 'barge_in_whisper'
        )
        else word in (
            'continued_in', 'redirected', 'rejected', 'cancelled', 'src_participant_terminated',
            'dst_participant_terminated'
        )
    end

group by source, word_kind, word
