-- Name:       Share of ARR in green accounts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Ratio of:   currency
-- Source:     rollup_health
-- Answers:    which share of the recurring revenue is in green accounts?
-- Definition: ARR x ownership share of the green accounts / that of all active accounts, those
--             without a band included
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores,
--             subscriptions | arr_history | tenant_today
-- Rows:       health_by_tenant
-- Adds:       coalesce(sum(share * arr_amount) filter (where health_band = 'green'), 0)
--             / sum(share * arr_amount)
-- Splits:     member, team, location, tenant, segment, industry

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    green_arr as numerator,
    arr_amount as denominator,
    green_arr / nullif(arr_amount, 0) as value,
    account_count as sample_count,
    case when arr_amount = 0 then 'no recurring revenue' end as reason

from rollup_health

where scope_kind != 'tenant'
