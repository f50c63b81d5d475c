-- Name:       Longest wait
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_waits
-- Answers:    how long did the caller wait who waited longest?
-- Definition: longest wait of a queue visit whose wait is known, of who gave up or was sent on too
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where wait_seconds is not null
-- Adds:       max(wait_seconds)
-- Splits:     team, location, queue, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    longest_wait_seconds::double as value,
    wait_known_count as sample_count,
    case
        when wait_known_count = 0 then 'the call source does not know the wait'
        when wait_known_count < visit_count
            then 'wait known for ' || wait_known_count || ' of ' || visit_count || ' calls'
    end as reason

from rollup_waits
