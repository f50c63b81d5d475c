-- Name:       Losses foretold
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_warnings
-- Answers:    of the customers that left, which share had turned red before they said so?
-- Definition: lost customers that were red when the loss was announced, or in the 90 days before /
--             lost customers that had a health band then (recall); a customer is lost when its
--             revenue ends and is not back within 90 days, announced when notice of its last
--             contract was given; bands are those at the start of each week and month; by the owner
--             on that day
-- Better:     higher
-- Window:     trailing 12 months
-- Needs:      usage_daily | usage_events | health_scores,
--             subscriptions | arr_history | tenant_today
-- Rows:       warnings_by_scope where kind = 'loss' and is_judged
-- Adds:       count(*) filter (where is_hit) / count(*)
-- Splits:     tenant, segment, industry
-- Settings:   health_source, health_min_coverage, health_max_age_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when judged_count > 0 then warned_count end::double as numerator,
    nullif(judged_count, 0)::double as denominator,
    warned_count / nullif(judged_count, 0)::double as value,
    judged_count as sample_count,
    case
        when loss_count = 0 then 'no customer was lost'
        when judged_count < loss_count
            then loss_count - judged_count || ' lost without a health band, left out'
        when is_short then 'health known since ' || first_score_date
    end as reason

from rollup_warnings
