-- Name:       Warning before a loss, median days
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       days
-- Source:     rollup_warnings
-- Answers:    how long before a customer said that it would leave had it turned red?
-- Definition: median of days from turning red to the day on which the loss was announced, over the
--             losses that were foretold; of several red spells the first that went on until 90 days
--             before; bands are those at the start of each week and month; a spell that began
--             before health was known counts from there
-- Better:     higher
-- Window:     trailing 12 months
-- Needs:      usage_daily | usage_events | health_scores,
--             subscriptions | arr_history | tenant_today
-- Rows:       warnings_by_scope where kind = 'loss' and is_hit
-- Adds:       quantile_cont(lead_days, 0.5)
-- Splits:     tenant, segment, industry
-- Settings:   health_source, health_min_coverage, health_max_age_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    lead_median_days as value,
    warned_count as sample_count,
    case
        when loss_count = 0 then 'no customer was lost'
        when warned_count = 0 then 'no loss was foretold'
        when warned_count < judged_count
            then judged_count - warned_count || ' not foretold, left out'
        when is_short then 'health known since ' || first_score_date
    end as reason

from rollup_warnings
