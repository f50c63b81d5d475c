-- Name:       Campaign targets called
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_campaigns
-- Answers:    how many different people did campaigns call?
-- Definition: distinct numbers called in the period, for each campaign by itself
-- Better:     neither
-- Window:     the period
-- Needs:      campaign_calls
-- Rows:       campaign_results where party_hash is not null
-- Adds:       count(distinct campaign_id || '/' || party_hash)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when target_known_count > 0 then target_count end::double as value,
    attempt_count as sample_count,
    case
        when target_known_count = 0 then 'the numbers called are not known'
        when target_known_count < attempt_count
            then 'number known for ' || target_known_count || ' of ' || attempt_count || ' attempts'
    end as reason

from rollup_campaigns

where attempt_count > 0
