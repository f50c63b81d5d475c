-- Name:       NRR in period
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Ratio of:   currency
-- Source:     rollup_retention
-- Answers:    of the revenue at the period's start, how much is there now from the same tenants,
--             growth included?
-- Definition: sum of closing ARR / sum of opening ARR over the tenants with revenue at the start of
--             the period; per owner: opening ARR by days owned, plus the movements on those days
-- Better:     higher
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       retention_by_tenant where window_kind = 'period'
-- Adds:       sum(closing_arr) / sum(opening_arr)
-- Splits:     member, team, location, tenant, segment, industry, health_band
-- Settings:   retention_method, retention_attribution, takeover_grace_days,
--             nrr_include_reactivation

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    closing_arr as numerator,
    opening_arr as denominator,
    -- A loss weighs on its owner whole, so a rate over a sliver of ownership says nothing.
    case
        when has_history and opening_tenants >= 1 and closing_arr >= 0
            then closing_arr / nullif(opening_arr, 0)
    end as value,
    tenant_count as sample_count,
    case
        when not has_history
            then concat(
                'no revenue history before the period',
                ', history since ' || first_seen_date
            )
        when coalesce(opening_arr, 0) = 0 then 'no revenue at the start of the period'
        when opening_tenants < 1 then 'less than one tenant owned over the period'
        when closing_arr < 0 then 'more was lost than the days of ownership carry'
    end as reason

from rollup_retention

where window_kind = 'period'
