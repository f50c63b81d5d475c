-- Name:       Average health
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       score
-- Source:     rollup_health
-- Answers:    how healthy are the accounts of a scope on average?
-- Definition: sum of scores / scored accounts, over the active accounts by ownership share;
--             accounts without a score are left out, never 0
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_tenant where score is not null
-- Adds:       sum(share * score) / sum(share)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    score_sum as numerator,
    scored_share as denominator,
    score_sum / nullif(scored_share, 0) as value,
    scored_count as sample_count,
    case when scored_share = 0 then 'no account has a score' end as reason

from rollup_health

where scope_kind != 'tenant'
