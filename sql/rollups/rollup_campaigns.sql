-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts; expected_successes: of the contacts, at the targets of their campaigns
-- Source:  campaign_results; periods
-- Answers: how many attempts of campaigns did a scope make in a period, and what came of them?

with

windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.period_end_date

    from periods

    where periods.has_states

),

-- One person called for two campaigns is a target of each.
attempts as (

    select
        local_date,
        location_id,
        team_id,
        person_id,
        is_contact,
        is_success,
        expected_successes,
        case when party_hash is not null then campaign_id || '/' || party_hash end as target

    from campaign_results

),

by_scope as (

    select
        windows.grain,
        windows.period_start_date,
        attempts.location_id,
        attempts.team_id,
        attempts.person_id,
        grouping(attempts.location_id, attempts.team_id, attempts.person_id) as grouping_bits,

        count(*) as attempt_count,
        count(*) filter (where attempts.is_contact) as contact_count,
        count(*) filter (where attempts.is_success) as success_count,
        count(*) filter (where attempts.expected_successes is not null) as targeted_contact_count,
        count(*) filter (where attempts.expected_successes is not null and attempts.is_success)
            as targeted_success_count,
        sum(attempts.expected_successes) as expected_successes,
        count(attempts.target) as target_known_count,
        count(distinct attempts.target) as target_count,
        count(distinct attempts.target) filter (where attempts.is_success) as won_target_count

    from attempts

    inner join windows
        on attempts.local_date >= windows.period_start_date
        and attempts.local_date < windows.period_end_date

    group by
        grouping sets (
            (windows.grain, windows.period_start_date),
            (windows.grain, windows.period_start_date, attempts.location_id),
            (windows.grain, windows.period_start_date, attempts.team_id),
            (windows.grain, windows.period_start_date, attempts.person_id),
            (windows.grain, windows.period_start_date, attempts.team_id, attempts.person_id)
        )

),

final as (

    select
        case grouping_bits
            when 7 then 'organization'
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end::scope_kind as scope_kind,
        case grouping_bits
            when 7 then 'all'
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,

        attempt_count,
        contact_count,
        success_count,
        targeted_contact_count,
        targeted_success_count,
        expected_successes,
        target_known_count,
        target_count,
        won_target_count

    from by_scope

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
