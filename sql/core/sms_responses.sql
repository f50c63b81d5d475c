-- Grain:   message_id
-- Unit:    waited_seconds to the answer, while there is none to the as-of, on the channel's clock
-- Source:  answer_times, of text messages
-- Answers: how long did each text message of a lead or a customer wait for an answer?
-- Kept as: view

with

final as (

    select
        message_id,
        tenant_id,
        lead_id,
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

    where channel = 'sms'

)

select * from final
