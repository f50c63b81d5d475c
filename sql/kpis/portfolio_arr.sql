-- Name:       Portfolio ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_portfolio
-- Answers:    what annual recurring revenue did the scope carry when the period ended?
-- Definition: sum of ARR x ownership share over the tenants with revenue just before the period's
--             end
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where closing_arr != 0
-- Adds:       sum(closing_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    arr_amount::double as value,
    tenant_count as sample_count,
    null::varchar as reason

from rollup_portfolio
