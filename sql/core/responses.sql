-- Grain:   message_id
-- Unit:    waited_seconds to the answer, while there is none to the as-of, on the channel's clock
-- Source:  answer_times, of customers
-- Answers: how long did each message of a customer wait, and was it answered within the target?
-- Kept as: view

with

final as (

    select
        message_id,
        tenant_id,
        person_id,
        team_id,
        location_id,
        channel,
        local_date,
        started_at,
        answered_at,
        target_seconds,
        waited_seconds,
        result

    from answer_times

    where tenant_id is not null

)

select * from final
