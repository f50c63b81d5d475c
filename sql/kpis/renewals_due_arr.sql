-- Name:       Renewals due
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_renewals
-- Answers:    how much recurring revenue is up for renewal in the 90 days after the period?
-- Definition: sum of ARR x ownership share over the contracts live at the period's end whose agreed
--             term ends within 90 days of it and of which no renewal is signed by then
-- Better:     neither
-- Window:     the 90 days from the period's end
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       renewals_by_contract where is_ahead
-- Adds:       sum(arr_amount)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    ahead_arr as value,
    ahead_count as sample_count,
    null::varchar as reason

from rollup_renewals
