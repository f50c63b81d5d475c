-- Name:       Win rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_sales
-- Answers:    of the opportunities that were decided, which share was won?
-- Definition: opportunities won / opportunities won or lost in the period; open ones are left out
-- Better:     higher
-- Window:     the period
-- Needs:      deals
-- Rows:       closed_deals
-- Adds:       count(*) filter (where is_won) / count(*)
-- Splits:     member, team, location, day, weekday, lead_type

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    won_count::double as numerator,
    closed_count::double as denominator,
    won_count / nullif(closed_count, 0)::double as value,
    closed_count as sample_count,
    null::varchar as reason

from rollup_sales

where closed_count > 0
