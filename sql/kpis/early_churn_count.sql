-- Name:       Early churn
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_revenue
-- Answers:    how many tenants came and left within the period?
-- Definition: tenants that first paid in the period and pay nothing at its end; they are in no
--             retention
-- Better:     lower
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where movement = 'early_churn' and event_count > 0
-- Adds:       count(*)
-- Splits:     tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then early_churn_count::double end as value,
    null::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
