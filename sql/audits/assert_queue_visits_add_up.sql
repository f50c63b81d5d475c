-- Answers:    is every queue visit answered, abandoned, a short abandon, a flow-out or of an open
--             call, and none of them twice (O = ANS + AB + SA + FO + open)?
-- On failure: stop

with

visits_of_legs as (

    select
        call_legs.source,
        count(*) as visit_count,
        count(*) filter (where calls.is_open) as open_count

    from call_legs

    inner join calls
        on call_legs.source = calls.source
        and call_legs.call_id = calls.call_id

    where
        call_legs.leg_kind = 'queue'
        and call_legs.direction = 'inbound'
        and not call_legs.is_monitoring

    group by call_legs.source

),

sums as (

    select
        source,
        count(*) filter (where is_answered) as answered_count,
        count(*) filter (where result = 'abandoned' and not is_short_abandon) as abandoned_count,
        count(*) filter (where is_short_abandon) as short_abandoned_count,
        count(*) filter (where result in ('flow_out', 'voicemail', 'callback')) as flow_out_count

    from queue_visits

    group by source

)

select
    visits_of_legs.source,
    visits_of_legs.visit_count,
    visits_of_legs.open_count,
    sums.answered_count,
    sums.abandoned_count,
    sums.short_abandoned_count,
    sums.flow_out_count

from visits_of_legs

left join sums
    on visits_of_legs.source = sums.source

where
    visits_of_legs.visit_count - visits_of_legs.open_count
    != coalesce(
        sums.answered_count + sums.abandoned_count + sums.short_abandoned_count
        + sums.flow_out_count,
        0
    )
