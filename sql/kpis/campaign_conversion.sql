-- Name:       Campaign conversion
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_campaigns
-- Answers:    which share of the people reached did what the campaign is for?
-- Definition: successes / contacts reached, on the day of the call and for the campaign on the
--             call; never the rate that the source stores
-- Better:     higher
-- Window:     the period
-- Needs:      campaign_calls
-- Rows:       campaign_results where is_contact
-- Adds:       count(*) filter (where is_success) / count(*)
-- Splits:     member, team, location, day, weekday, campaign

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when contact_count > 0 then success_count end::double as numerator,
    nullif(contact_count, 0)::double as denominator,
    success_count / nullif(contact_count, 0)::double as value,
    contact_count as sample_count,
    case when contact_count = 0 then 'nobody was reached' end as reason

from rollup_campaigns

where attempt_count > 0
