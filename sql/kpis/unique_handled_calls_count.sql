-- Name:       Unique calls handled
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_unique_calls
-- Answers:    with how many different calls did agents have a connection?
-- Definition: calls with a handle in the period; a call that was handed over is one here and two
--             in the calls handled
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles
-- Adds:       count(distinct (source, call_id))
-- Splits:     team, location, queue, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    unique_handled_calls_count::double as value,
    handled_count as sample_count,
    null::varchar as reason

from rollup_unique_calls

where handled_count > 0
