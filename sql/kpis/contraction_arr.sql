-- Name:       Contraction ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much less do tenants pay that still pay?
-- Definition: opening less closing ARR of tenants that pay less at the end than at the start, but
--             still pay; each change credited to the owner on its day
-- Better:     lower
-- Window:     the period
-- Needs:      subscriptions
-- Rows:       revenue_by_tenant where movement = 'contraction' and moved_arr != 0
-- Adds:       -sum(moved_arr)
-- Splits:     member, team, location, tenant, segment, industry

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    contraction_arr::double as value,
    contraction_count::bigint as sample_count,
    null::varchar as reason

from rollup_revenue
