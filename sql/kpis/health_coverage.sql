-- Name:       Health coverage
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_health
-- Answers:    which share of the accounts has a health score?
-- Definition: scored accounts / active accounts, by ownership share
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_tenant
-- Adds:       sum(share) filter (where score is not null) / sum(share)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    scored_share as numerator,
    account_share as denominator,
    scored_share / nullif(account_share, 0) as value,
    account_count as sample_count,
    null::varchar as reason

from rollup_health

where scope_kind != 'tenant'
