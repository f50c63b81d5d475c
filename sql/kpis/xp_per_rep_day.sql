-- Name:       XP per rep and day
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       rate
-- Source:     rollup_sales
-- Answers:    how many points of the game did a rep earn on a day of work?
-- Definition: points of known people, negative ones included / days on which each of them placed a
--             call, first contacted or won over a lead, met an objection, closed an opportunity or
--             earned points; a game, and no input of goals, health or performance
-- Better:     neither
-- Window:     the period
-- Needs:      points
-- Rows:       sales_sums_by_day
-- Adds:       sum(rep_points) / sum(rep_day_count)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when rep_day_count > 0 then rep_points end::double as numerator,
    nullif(rep_day_count, 0)::double as denominator,
    rep_points / nullif(rep_day_count, 0)::double as value,
    rep_day_count as sample_count,
    case when rep_day_count = 0 then 'no day of work of a known person' end as reason

from rollup_sales

where has_points and (rep_day_count > 0 or points_entry_count > 0)
