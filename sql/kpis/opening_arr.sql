-- Name:       Opening ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much recurring revenue did the scope answer for when the period began?
-- Definition: sum of ARR x ownership share just before anything that takes effect on the first day
-- Better:     neither
-- Window:     the start of the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where opening_arr != 0
-- Adds:       sum(opening_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then opening_arr::double end as value,
    null::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
