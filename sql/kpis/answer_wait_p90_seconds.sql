-- Name:       Wait until answered, 90th percentile
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_waits
-- Answers:    within what time were nine in ten of the answered callers answered?
-- Definition: 90th percentile, by nearest rank, of the wait of answered visits whose wait is known
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_answered and wait_seconds is not null
-- Adds:       quantile_disc(wait_seconds, 0.9)
-- Splits:     team, location, queue, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    answer_wait_p90_seconds::double as value,
    answered_known_count as sample_count,
    case
        when answered_count = 0 then 'no answered calls'
        when answered_known_count = 0 then 'the call source does not know the wait'
        when answered_known_count < answered_count
            then 'wait known for ' || answered_known_count || ' of ' || answered_count || ' calls'
    end as reason

from rollup_waits
