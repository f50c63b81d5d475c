-- Name:       Deals won
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_sales
-- Answers:    how many opportunities were won?
-- Definition: opportunities that were closed as won in the period, by whoever had them then
-- Better:     higher
-- Window:     the period
-- Needs:      deals
-- Rows:       closed_deals where is_won
-- Adds:       count(*)
-- Splits:     member, team, location, day, weekday, lead_type

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    won_count::double as value,
    closed_count as sample_count,
    null::varchar as reason

from rollup_sales

where closed_count > 0
