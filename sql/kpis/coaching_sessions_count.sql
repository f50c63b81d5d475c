-- Name:       Coaching sessions
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_workforce
-- Answers:    how many coaching sessions were held?
-- Definition: coaching sessions that were held in the period, counted to the agent
-- Better:     higher
-- Window:     the period
-- Needs:      coaching_sessions
-- Rows:       coaching_held
-- Adds:       count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    coaching_count::double as value,
    coaching_count as sample_count,
    null::varchar as reason

from rollup_workforce

where coaching_count > 0
