-- Name:       Share of red accounts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_health
-- Answers:    which share of the accounts is red?
-- Definition: red accounts / all active accounts, those without a band included; an account of two
--             owners is one of each
-- Better:     lower
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_tenant
-- Adds:       count(*) filter (where health_band = 'red') / count(*)
-- Splits:     tenant, segment, industry

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    red_count as numerator,
    account_count as denominator,
    red_count / nullif(account_count, 0) as value,
    account_count as sample_count,
    null::varchar as reason

from rollup_health

where scope_kind != 'tenant'
