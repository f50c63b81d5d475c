-- Grain:   campaign_id
-- Unit:    counts since the campaign began; expected_successes: of the contacts, at its target
-- Source:  campaigns through stg_campaigns; campaign_results
-- Answers: how far has each campaign come: planned calls, people called, attempts, contacts,
--          successes, against its target?

with

campaigns as (

    select * from stg_campaigns

),

done as (

    select
        campaign_id,
        any_value(campaign) as campaign,
        count(*) as attempt_count,
        count(distinct party_hash) as target_count,
        count(*) filter (where is_contact) as contact_count,
        count(*) filter (where is_success) as success_count,
        sum(expected_successes) as expected_successes,
        min(local_date) as first_date,
        max(local_date) as last_date

    from campaign_results

    group by campaign_id

),

-- A campaign that calls name and nobody declared has no target.
final as (

    select
        coalesce(campaigns.campaign_id, done.campaign_id) as campaign_id,
        coalesce(done.campaign, campaigns.name) as campaign,
        campaigns.kind,
        campaigns.status,
        campaigns.from_date,
        campaigns.to_date,
        len(campaigns.agent_values) as assigned_count,

        campaigns.target_call_count,
        coalesce(done.target_count, 0) as target_count,
        coalesce(done.attempt_count, 0) as attempt_count,
        coalesce(done.contact_count, 0) as contact_count,
        coalesce(done.success_count, 0) as success_count,
        campaigns.target_conversion_ratio,
        done.expected_successes,
        done.first_date,
        done.last_date

    from campaigns

    full join done
        on campaigns.campaign_id = done.campaign_id

)

select * from final
