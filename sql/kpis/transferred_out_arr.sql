-- Name:       ARR transferred out
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much recurring revenue did the scope hand over to others?
-- Definition: ARR x share, on the day of the handover, of tenants that went to another owner
-- Better:     neither
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where transferred_out_arr != 0
-- Adds:       sum(transferred_out_arr)
-- Splits:     tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then transferred_out_arr::double end as value,
    transferred_out_count::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
