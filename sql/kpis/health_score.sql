-- Name:       Health score
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       score
-- Source:     rollup_health
-- Answers:    how healthy is an account?
-- Definition: mean of the scores of its components by decayed weight, capped where an override
--             fires; or the score of another system, as the setting health source says
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_component
-- Adds:       sum(points)
-- Splits:     component
-- Benchmark:  mean, since the health of several accounts is the mean of their scores

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    score_sum / nullif(scored_share, 0) as value,
    scored_count as sample_count,
    case when scored_share = 0 then 'too little is known for a score' end as reason

from rollup_health

where scope_kind = 'tenant'
