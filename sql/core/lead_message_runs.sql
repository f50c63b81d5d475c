-- Grain:   thread_id, message_id
-- Unit:    instants in UTC; answered_at null: nobody has answered yet
-- Source:  message_waits, of leads; sales_moments
-- Answers: which messages of leads waited for an answer, since when, and whose were they?

with

final as (

    select
        message_waits.thread_id,
        message_waits.message_id,
        message_waits.channel,
        message_waits.lead_id,
        sales_moments.person_id,
        sales_moments.team_id,
        sales_moments.location_id,
        sales_moments.local_date,
        message_waits.started_at,
        message_waits.answered_at

    from message_waits

    inner join sales_moments
        on message_waits.message_id = sales_moments.fact_id
        and sales_moments.kind = 'message'

)

select * from final
