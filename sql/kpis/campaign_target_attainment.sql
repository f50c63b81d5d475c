-- Name:       Campaign target attainment
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_campaigns
-- Answers:    how far is the conversion from the target that the campaigns set?
-- Definition: successes / what the same contacts would have brought at the target conversion of
--             their campaigns; 100 % is the target
-- Better:     higher
-- Window:     the period
-- Needs:      campaign_calls, campaigns
-- Rows:       campaign_results where expected_successes is not null
-- Adds:       count(*) filter (where is_success) / sum(expected_successes)
-- Splits:     member, team, location, day, campaign

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when expected_successes > 0 then targeted_success_count end::double as numerator,
    nullif(expected_successes, 0)::double as denominator,
    targeted_success_count / nullif(expected_successes, 0)::double as value,
    targeted_contact_count as sample_count,
    case
        when targeted_contact_count = 0 then 'no contacts of a campaign with a target'
        when expected_successes = 0 then 'the target of the campaigns is 0'
        when targeted_contact_count < contact_count
            then 'target known for ' || targeted_contact_count || ' of ' || contact_count
                || ' contacts'
    end as reason

from rollup_campaigns

where attempt_count > 0
