-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; hold and wrap-up are not in the log
-- Source:  asterisk_queue_visits; the offers of the queue log, through stg_call_lines
-- Answers: which queue visits and offers does the queue log of Asterisk tell of?

with

visits as (

    select * from asterisk_queue_visits

),

events as (

    select * from stg_call_lines

),

-- An event names its call but not the visit. The first answer is that of the first visit that was
-- answered, or is not over.
answers as (

    select
        source,
        call_id as channel_id,
        queue_id,
        event,
        agent_kind,
        agent_value,
        wait_seconds,
        ring_seconds,
        started_at,
        row_number() over (
            partition by source, call_id, queue_id
            order by started_at, wait_seconds desc, leg_id
        ) as answer_number

    from events

    where
        format = 'asterisk-queue-log'
        and event = 'CONNECT'

),

answered_visits as (

    select
        source,
        call_id,
        channel_id,
        queue_id,
        visit_number,
        row_number() over (
            partition by source, channel_id, queue_id
            order by visit_number
        ) as answer_number

    from visits

    where
        talk_seconds is not null
        or leaving_event is null
        or leaving_event = 'QUEUESTART'

),

-- Ringing in vain began and ended within its visit; a second more or less is rounding.
rings as (

    select
        answers.source,
        answered_visits.call_id,
        answered_visits.visit_number,
        answers.event,
        answers.agent_kind,
        answers.agent_value,
        answers.wait_seconds,
        answers.started_at - to_seconds(coalesce(answers.ring_seconds, 0)) as started_at,
        answers.started_at as ended_at

    from answers

    inner join answered_visits
        on answers.source = answered_visits.source
        and answers.channel_id = answered_visits.channel_id
        and answers.queue_id = answered_visits.queue_id
        and answers.answer_number = answered_visits.answer_number

    union all

    select
        events.source,
        arg_max(visits.call_id, visits.visit_number) as call_id,
        max(visits.visit_number) as visit_number,
        events.event,
        events.agent_kind,
        events.agent_value,
        null::integer as wait_seconds,
        events.started_at - to_seconds(coalesce(events.ring_seconds, 0)) as started_at,
        events.started_at as ended_at

    from events

    inner join visits
        on events.source = visits.source
        and events.call_id = visits.channel_id
        and events.queue_id = visits.queue_id
        and events.started_at - to_seconds(coalesce(events.ring_seconds, 0) - 1)
        >= visits.started_at
        and events.started_at <= coalesce(visits.left_at, events.started_at)

    where
        events.format = 'asterisk-queue-log'
        and events.event in ('RINGNOANSWER', 'RINGCANCELED', 'AGENTDUMP', 'SYSCOMPAT')

    group by
        events.source,
        events.leg_id,
        events.event,
        events.agent_kind,
        events.agent_value,
        events.ring_seconds,
        events.started_at

),

connects as (

    select
        source,
        call_id,
        visit_number,
        min(wait_seconds) as wait_seconds,
        min(ended_at) as answered_at

    from rings

    where event = 'CONNECT'

    group by source, call_id, visit_number

),

queue_legs as (

    select
        visits.source,
        visits.call_id,
        visits.visit_number,
        'queue' as leg_kind,
        null::varchar as agent_kind,
        null::varchar as agent_value,
        case
            when
                connects.answered_at is not null
                or visits.leaving_event like 'COMPLETE%' or visits.leaving_event like '%TRANSFER'
                then 'answered'
            when visits.leaving_event = 'ABANDON' then 'abandoned'
            when visits.leaving_event is null then 'open'
            else 'flow_out'
        end as result,
        visits.leaving_event as end_reason,
        null::boolean as is_transferred_out,
        coalesce(connects.wait_seconds, visits.wait_seconds) as wait_seconds,
        null::integer as talk_seconds,
        visits.started_at,
        coalesce(connects.answered_at, visits.left_at - to_seconds(visits.talk_seconds))
            as answered_at,
        coalesce(
            connects.answered_at,
            visits.left_at - to_seconds(visits.talk_seconds),
            visits.left_at
        ) as ended_at

    from visits

    left join connects
        on visits.source = connects.source
        and visits.call_id = connects.call_id
        and visits.visit_number = connects.visit_number

),

-- A restart cuts a conversation off, and nobody knows after how long.
agent_legs as (

    select
        rings.source,
        rings.call_id,
        rings.visit_number,
        'agent' as leg_kind,
        rings.agent_kind,
        rings.agent_value,
        case
            when rings.event = 'RINGNOANSWER' then 'no_answer'
            when rings.event = 'RINGCANCELED' then 'cancelled'
            when rings.event = 'AGENTDUMP' then 'rejected'
            when rings.event = 'SYSCOMPAT' then 'failed'
            when visits.leaving_event is null then 'open'
            else 'answered'
        end as result,
        case when rings.event = 'CONNECT' then visits.leaving_event else rings.event end
            as end_reason,
        rings.event = 'CONNECT' and coalesce(visits.leaving_event like '%TRANSFER', false)
            as is_transferred_out,
        null::integer as wait_seconds,
        case when rings.event = 'CONNECT' then visits.talk_seconds end as talk_seconds,
        rings.started_at,
        case when rings.event = 'CONNECT' then rings.ended_at end as answered_at,
        case
            when rings.event != 'CONNECT' then rings.ended_at
            when visits.leaving_event != 'QUEUESTART' then visits.left_at
        end as ended_at

    from rings

    inner join visits
        on rings.source = visits.source
        and rings.call_id = visits.call_id
        and rings.visit_number = visits.visit_number

),

-- Where the log begins in the middle of a conversation, only its end is told.
ended_legs as (

    select
        visits.source,
        visits.call_id,
        visits.visit_number,
        'agent' as leg_kind,
        visits.agent_kind,
        visits.agent_value,
        'answered' as result,
        visits.leaving_event as end_reason,
        visits.leaving_event like '%TRANSFER' as is_transferred_out,
        null::integer as wait_seconds,
        visits.talk_seconds,
        visits.left_at - to_seconds(visits.talk_seconds) as started_at,
        visits.left_at - to_seconds(visits.talk_seconds) as answered_at,
        visits.left_at as ended_at

    from visits

    anti join connects
        on visits.source = connects.source
        and visits.call_id = connects.call_id
        and visits.visit_number = connects.visit_number

    where visits.talk_seconds is not null

),

legs as (

    select * from queue_legs
    union all
    select * from agent_legs
    union all
    select * from ended_legs

),

final as (

    select
        legs.source,
        legs.call_id,
        row_number() over (
            partition by legs.source, legs.call_id
            order by
                legs.visit_number,
                legs.leg_kind desc,
                legs.started_at,
                legs.ended_at,
                legs.agent_value,
                legs.result
        )::integer as leg_number,
        case
            when
                first_value(visits.from_extension) over (
                    partition by legs.source, legs.call_id
                    order by legs.visit_number
                ) is not null
                then 'internal'
            else 'inbound'
        end as direction,
        legs.leg_kind,
        legs.visit_number,
        visits.queue_id,
        legs.agent_kind,
        legs.agent_value,
        legs.result,
        legs.end_reason,
        legs.is_transferred_out,
        legs.wait_seconds,
        legs.talk_seconds,
        case when legs.leg_kind = 'agent' then legs.talk_seconds end as connected_seconds,
        null::integer as hold_seconds,
        null::integer as wrap_up_seconds,
        visits.party_hash,
        legs.started_at,
        legs.answered_at,
        legs.ended_at,
        false as is_monitoring

    from legs

    inner join visits
        on legs.source = visits.source
        and legs.call_id = visits.call_id
        and legs.visit_number = visits.visit_number

)

select * from final
