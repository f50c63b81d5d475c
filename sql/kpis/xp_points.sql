-- Name:       XP
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_sales
-- Answers:    how many points of the game did people earn?
-- Definition: sum of the entries of the points ledger, negative ones included; a game, and no input
--             of goals, health or performance
-- Better:     neither
-- Window:     the period
-- Needs:      points
-- Rows:       points_earned
-- Adds:       sum(points)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    points::double as value,
    points_entry_count as sample_count,
    null::varchar as reason

from rollup_sales

where points_entry_count > 0
