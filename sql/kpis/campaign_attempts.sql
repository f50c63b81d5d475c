-- Name:       Campaign attempts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_campaigns
-- Answers:    how many calls did campaigns make?
-- Definition: calls that name a campaign, on the day of the call
-- Better:     neither
-- Window:     the period
-- Needs:      campaign_calls
-- Rows:       campaign_results
-- Adds:       count(*)
-- Splits:     member, team, location, day, campaign

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    attempt_count::double as value,
    attempt_count as sample_count,
    null::varchar as reason

from rollup_campaigns

where attempt_count > 0
