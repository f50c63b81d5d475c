-- Name:       Expansion ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much more do tenants pay at the end of the period than at its start?
-- Definition: closing less opening ARR of tenants that pay more at the end than at the start; each
--             change credited to the owner on its day
-- Better:     higher
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where movement = 'expansion' and moved_arr != 0
-- Adds:       sum(moved_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then expansion_arr::double end as value,
    expansion_count::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
