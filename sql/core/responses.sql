-- Grain:   message_id
-- Unit:    waited_seconds to the answer, while there is none to the as-of, on the channel's clock
-- Source:  answer_times, of customers; tenants; health_bands
-- Answers: how long did each message of a customer wait, and was it answered within the target?
-- Kept as: view

with

final as (

    select
        answer_times.message_id,
        answer_times.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        -- That of the message's day, so that days add up to their month.
        health_bands.health_band,
        answer_times.person_id,
        answer_times.team_id,
        answer_times.location_id,
        answer_times.channel,
        answer_times.local_date,
        answer_times.started_at,
        answer_times.answered_at,
        answer_times.target_seconds,
        answer_times.waited_seconds,
        answer_times.result

    from answer_times

    left join tenants
        on answer_times.tenant_id = tenants.tenant_id

    asof left join health_bands
        on answer_times.tenant_id = health_bands.tenant_id
        and answer_times.local_date >= health_bands.from_date

    where answer_times.tenant_id is not null

)

select * from final
