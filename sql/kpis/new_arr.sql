-- Name:       New ARR
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_revenue
-- Answers:    how much recurring revenue came from tenants that never paid before?
-- Definition: closing ARR of tenants without revenue at the start of the period or ever before;
--             credited to the owner on the day
-- Better:     higher
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       revenue_by_tenant where movement = 'new' and moved_arr != 0
-- Adds:       sum(moved_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when first_seen_date is null then new_arr::double end as value,
    new_count::bigint as sample_count,
    'history since ' || first_seen_date as reason

from rollup_revenue
