-- Name:       Campaign contacts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_campaigns
-- Answers:    how many of them reached a person?
-- Definition: attempts that reached a person
-- Better:     higher
-- Window:     the period
-- Needs:      campaign_calls
-- Rows:       campaign_results
-- Adds:       count(*) filter (where is_contact)
-- Splits:     member, team, location, day, weekday, campaign

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    contact_count::double as value,
    attempt_count as sample_count,
    null::varchar as reason

from rollup_campaigns

where attempt_count > 0
