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

-- An event names its call but not the visit; its ringing or waiting began within it. A second more
-- or less is rounding.
offers as (

    select
        events.source,
        visits.call_id,
        visits.visit_number,
        events.event,
        events.agent_kind,
        events.agent_value,
        events.wait_seconds,
        events.started_at - to_seconds(coalesce(events.ring_seconds, 0)) as started_at,
        events.started_at as ended_at

    from events

    asof inner join visits
        on events.source = visits.source
        and events.call_id = visits.channel_id
        and events.queue_id = visits.queue_id
        and events.started_at - to_seconds(
            coalesce(events.wait_seconds, events.ring_seconds, 0) - 1
        ) >= visits.started_at

    where
        events.format = 'asterisk-queue-log'
        and events.event in (
            'CONNECT', 'RINGNOANSWER', 'RINGCANCELED', 'AGENTDUMP', 'SYSCOMPAT'
        )

),

connects as (

    select
        source,
        call_id,
        visit_number,
        min(wait_seconds) as wait_seconds,
        min(ended_at) as answered_at

    from offers

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
        coalesce(
            connects.answered_at,
            visits.started_at + to_seconds(
                case when visits.talk_seconds is not null then visits.wait_seconds end
            )
        ) as answered_at,
        coalesce(connects.answered_at, visits.left_at) as ended_at

    from visits

    left join connects
        on visits.source = connects.source
        and visits.call_id = connects.call_id
        and visits.visit_number = connects.visit_number

),

-- A restart cuts a conversation off, and nobody knows after how long.
agent_legs as (

    select
        offers.source,
        offers.call_id,
        offers.visit_number,
        'agent' as leg_kind,
        offers.agent_kind,
        offers.agent_value,
        case
            when offers.event = 'RINGNOANSWER' then 'no_answer'
            when offers.event = 'RINGCANCELED' then 'cancelled'
            when offers.event = 'AGENTDUMP' then 'rejected'
            when offers.event = 'SYSCOMPAT' then 'failed'
            when visits.leaving_event is null then 'open'
            else 'answered'
        end as result,
        case when offers.event = 'CONNECT' then visits.leaving_event else offers.event end
            as end_reason,
        offers.event = 'CONNECT' and coalesce(visits.leaving_event like '%TRANSFER', false)
            as is_transferred_out,
        null::integer as wait_seconds,
        case when offers.event = 'CONNECT' then visits.talk_seconds end as talk_seconds,
        offers.started_at,
        case when offers.event = 'CONNECT' then offers.ended_at end as answered_at,
        case
            when offers.event != 'CONNECT' then offers.ended_at
            when visits.leaving_event != 'QUEUESTART' then visits.left_at
        end as ended_at

    from offers

    inner join visits
        on offers.source = visits.source
        and offers.call_id = visits.call_id
        and offers.visit_number = visits.visit_number

),

legs as (

    select * from queue_legs
    union all
    select * from agent_legs

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
