-- Grain:   source, leg_id
-- Unit:    instants in UTC; visit_number counts the queue visits of a call from 1
-- Source:  segments_3cx
-- Answers: which queue visit does each segment of a 3CX database belong to, when was that visit
--          answered, and how did the call go on from the segment?
-- Kept as: nothing

with

segments as (

    select * from segments_3cx

),

visits as (

    select
        source,
        call_id,
        leg_id,
        row_number() over (
            partition by source, call_id
            order by segment_number
        ) as visit_number,
        to_extension as queue_id,
        ended_at as left_at

    from segments

    where segment_kind = 'queue'

),

-- Polling is how a queue rings its agents; a colleague may pick up what rings at another's desk.
-- What else comes out of a queue is an overflow.
visited_segments as (

    select
        segments.source,
        segments.call_id,
        segments.leg_id,
        visits.visit_number,
        visits.queue_id,
        visits.left_at,
        coalesce(
            segments.segment_kind = 'agent'
            and visits.visit_number is not null
            and (segments.event_reason = 'polling' or segments.event = 'pickup'),
            false
        ) as is_offer,
        origins.segment_kind as origin_kind,
        segments.next_leg_id,
        segments.answered_at

    from segments

    left join segments as origins
        on segments.source = origins.source
        and segments.call_id = origins.call_id
        and segments.previous_leg_id = origins.leg_id

    left join visits
        on segments.source = visits.source
        and segments.call_id = visits.call_id
        and case
            when segments.segment_kind = 'queue' then segments.leg_id
            when segments.event = 'pickup' and origins.segment_kind = 'agent'
                then origins.previous_leg_id
            else segments.previous_leg_id
        end = visits.leg_id

),

answers as (

    select
        source,
        call_id,
        visit_number,
        min(answered_at) as visit_answered_at

    from visited_segments

    where is_offer

    group by source, call_id, visit_number

),

-- A blind transfer ends the agent's part when it begins to ring elsewhere, although the source lets
-- the segment run on until somebody answers there.
handovers as (

    select
        source,
        call_id,
        previous_leg_id,
        min(started_at) filter (where event = 'transfer') as handed_over_at

    from segments

    where event in ('transfer', 'join')

    group by source, call_id, previous_leg_id

),

final as (

    select
        visited_segments.source,
        visited_segments.leg_id,
        visited_segments.visit_number,
        visited_segments.queue_id,
        visited_segments.is_offer,
        answers.visit_answered_at,
        coalesce(answers.visit_answered_at, visited_segments.left_at) as visit_left_at,
        next_segments.segment_kind as next_kind,
        -- Somebody who took a callback gets the caller; nobody was handed over.
        coalesce(visited_segments.origin_kind != 'callback', true)
        and (next_segments.leg_id is not null or handovers.previous_leg_id is not null)
            as is_handed_over,
        handovers.handed_over_at

    from visited_segments

    left join answers
        on visited_segments.source = answers.source
        and visited_segments.call_id = answers.call_id
        and visited_segments.visit_number = answers.visit_number

    left join handovers
        on visited_segments.source = handovers.source
        and visited_segments.call_id = handovers.call_id
        and visited_segments.leg_id = handovers.previous_leg_id

    left join segments as next_segments
        on visited_segments.source = next_segments.source
        and visited_segments.call_id = next_segments.call_id
        and visited_segments.next_leg_id = next_segments.leg_id

)

select * from final
