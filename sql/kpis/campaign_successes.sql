-- Name:       Campaign successes
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_campaigns
-- Answers:    how many of them achieved what the campaign is for?
-- Definition: attempts that achieved what the campaign on the call is for, on the day of the call
-- Better:     higher
-- Window:     the period
-- Needs:      campaign_calls
-- Rows:       campaign_results
-- Adds:       count(*) filter (where is_success)
-- Splits:     member, team, location, day, campaign

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    success_count::double as value,
    attempt_count as sample_count,
    null::varchar as reason

from rollup_campaigns

where attempt_count > 0
