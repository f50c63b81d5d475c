-- Name:       Share of green accounts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_health
-- Answers:    which share of the accounts is green?
-- Definition: green accounts / all active accounts, those without a band included; an account of
--             two owners is one of each
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_tenant
-- Adds:       count(*) filter (where health_band = 'green') / count(*)
-- Splits:     tenant, segment, industry

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    green_count as numerator,
    account_count as denominator,
    green_count / nullif(account_count, 0) as value,
    account_count as sample_count,
    null::varchar as reason

from rollup_health

where scope_kind != 'tenant'
