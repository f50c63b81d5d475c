-- Name:       Contraction ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much less do tenants pay that still pay?
-- Definition: opening less closing ARR of tenants that pay less at the end than at the start, but
--             still pay; each change credited to the owner on its day, so that it is negative for
--             one under whom such a tenant grew before it shrank
-- Better:     lower
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where movement = 'contraction' and moved_arr != 0
-- Adds:       -sum(moved_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then contraction_arr::double end as value,
    contraction_count::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
