-- Name:       Churned ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much recurring revenue was lost with tenants that left?
-- Definition: opening ARR of tenants without revenue at the end; each change credited to the owner
--             on its day
-- Better:     lower
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where movement = 'churned' and moved_arr != 0
-- Adds:       -sum(moved_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then churned_arr::double end as value,
    churned_count::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
