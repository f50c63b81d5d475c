-- Name:       Deals lost
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_sales
-- Answers:    how many opportunities were lost, and why?
-- Definition: opportunities that were closed as lost in the period, by whoever had them then
-- Better:     lower
-- Window:     the period
-- Needs:      deals
-- Rows:       closed_deals where not is_won
-- Adds:       count(*)
-- Splits:     member, team, location, day, weekday, lead_type, loss_reason

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    (closed_count - won_count)::double as value,
    closed_count as sample_count,
    null::varchar as reason

from rollup_sales

where closed_count > 0
