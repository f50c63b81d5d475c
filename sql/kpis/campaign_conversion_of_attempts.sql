-- Name:       Campaign success per attempt
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_campaigns
-- Answers:    how many attempts does a success cost?
-- Definition: successes / attempts, reached or not
-- Better:     higher
-- Window:     the period
-- Needs:      campaign_calls
-- Rows:       campaign_results
-- Adds:       count(*) filter (where is_success) / count(*)
-- Splits:     member, team, location, day, campaign

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    success_count::double as numerator,
    attempt_count::double as denominator,
    success_count / nullif(attempt_count, 0)::double as value,
    attempt_count as sample_count,
    null::varchar as reason

from rollup_campaigns

where attempt_count > 0
