-- Name:       Average health
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       score
-- Source:     rollup_health
-- Answers:    how healthy are the accounts of a scope on average?
-- Definition: sum of scores / scored accounts, over the active accounts by ownership share;
--             accounts without a score are left out, never 0; by health_average arr_weighted each
--             score counts by the account's ARR
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_tenant where score is not null
-- Adds:       sum(weight * score) / sum(weight)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    weighted_score_sum as numerator,
    scored_weight as denominator,
    weighted_score_sum / nullif(scored_weight, 0) as value,
    scored_count as sample_count,
    case
        when scored_share = 0 then 'no account has a score'
        when scored_weight = 0 then 'no account with a score has revenue'
    end as reason

from rollup_health

where scope_kind != 'tenant'
