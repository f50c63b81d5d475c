-- Name:       Campaign success per target
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_campaigns
-- Answers:    which share of the people called did what the campaign is for?
-- Definition: distinct numbers with a success / distinct numbers called in the period, for each
--             campaign by itself
-- Better:     higher
-- Window:     the period
-- Needs:      campaign_calls
-- Rows:       campaign_results where party_hash is not null
-- Adds:       count(distinct campaign_id || '/' || party_hash) filter (where is_success)
--             / count(distinct campaign_id || '/' || party_hash)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when target_count > 0 then won_target_count end::double as numerator,
    nullif(target_count, 0)::double as denominator,
    won_target_count / nullif(target_count, 0)::double as value,
    target_count as sample_count,
    case
        when target_count = 0 then 'the numbers called are not known'
        when target_known_count < attempt_count
            then 'number known for ' || target_known_count || ' of ' || attempt_count
                || ' attempts'
    end as reason

from rollup_campaigns

where attempt_count > 0
