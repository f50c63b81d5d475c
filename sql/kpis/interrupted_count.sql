-- Name:       Interrupted
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_revenue
-- Answers:    how many tenants were without revenue for a while and came back in the period?
-- Definition: tenants with revenue at both ends of the period and a gap in between; by snapshot
--             they are kept
-- Better:     lower
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where is_interrupted and event_count > 0
-- Adds:       count(*)
-- Splits:     tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then interrupted_count::double end as value,
    null::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
