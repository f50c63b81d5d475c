-- Name:       Days to win
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       days
-- Source:     rollup_sales
-- Answers:    how long did it take to win an opportunity?
-- Definition: sum of local days from the opening to the winning / opportunities won in the period
--             whose both days are known; a mean over won ones only
-- Better:     lower
-- Window:     the period
-- Needs:      deals
-- Rows:       closed_deals where is_won and days_to_close is not null
-- Adds:       sum(days_to_close) / count(*)
-- Splits:     member, team, location, day, weekday, lead_type

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when days_known_count > 0 then days_to_win end::double as numerator,
    nullif(days_known_count, 0)::double as denominator,
    days_to_win / nullif(days_known_count, 0)::double as value,
    days_known_count as sample_count,
    case
        when won_count = 0 then 'no deals won'
        when days_known_count < won_count
            then 'days known for ' || days_known_count || ' of ' || won_count || ' deals won'
    end as reason

from rollup_sales

where closed_count > 0
