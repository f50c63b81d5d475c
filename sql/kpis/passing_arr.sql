-- Name:       Passing ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much of what moved in the period had no effect at its end, but for its owners?
-- Definition: ups less downs of tenants that pay as much at the end as at the start, or nothing at
--             either; each change credited to the owner on its day, so that it is 0 but where the
--             owner changed in between. ARR at the end = opening + new + reactivation + expansion
--             - contraction - churned + passing + transferred in - transferred out
-- Better:     neither
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where movement in ('unchanged', 'early_churn',
--             'passing_reactivation') and moved_arr != 0
-- Adds:       sum(moved_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then passing_arr::double end as value,
    passing_count::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
