-- Name:       Calls handled
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_calls
-- Answers:    how many connections with a caller did agents have?
-- Definition: handles of at least one second, inbound and outbound; a transferred call is one
--             handle for each agent
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles
-- Adds:       count(*)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    handled_count::double as value,
    handled_count as sample_count,
    null::varchar as reason

from rollup_calls
