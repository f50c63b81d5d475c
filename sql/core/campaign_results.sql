-- Grain:   campaign_call_id
-- Unit:    expected_successes: what a contact would bring at the campaign's target, 0 to 1
-- Source:  campaign calls and campaigns through staging; work_owners
-- Answers: which calls were attempts of a campaign, by whom, and what came of them?

with

attempts as (

    select * from stg_campaign_calls

),

campaigns as (

    select * from stg_campaigns

),

owners as (

    select * from work_owners where entity = 'campaign_calls'

),

-- Two campaigns of one name stay two.
names as (

    select
        campaign_id,
        case
            when count(*) over (partition by name) > 1 then name || ' (' || campaign_id || ')'
            else name
        end as campaign,
        target_conversion_ratio

    from campaigns

),

-- Nobody can have agreed to anything who was not reached.
final as (

    select
        attempts.campaign_call_id,
        attempts.campaign_id,
        coalesce(names.campaign, attempts.campaign_id) as campaign,
        owners.person_id,
        owners.team_id,
        owners.location_id,
        owners.local_date,
        attempts.is_contact or attempts.is_success as is_contact,
        attempts.is_success,
        case
            when attempts.is_contact or attempts.is_success then names.target_conversion_ratio
        end as expected_successes,
        attempts.party_hash,
        attempts.attempted_at

    from attempts

    inner join owners
        on attempts.campaign_call_id = owners.entity_id

    left join names
        on attempts.campaign_id = names.campaign_id

    cross join run_settings

    where attempts.attempted_at <= run_settings.as_of_at

)

select * from final
