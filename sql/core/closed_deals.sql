-- Grain:   deal_id
-- Unit:    amount in the workspace's currency; days_to_close in local days, null: not known
-- Source:  deals; sales_moments
-- Answers: which opportunities were won or lost, by whom, when, and how long did that take?

with

opened as (

    select
        fact_id,
        local_date

    from sales_moments

    where kind = 'deal_opened'

),

final as (

    select
        deals.deal_id,
        deals.lead_type,
        deals.loss_reason,
        sales_moments.person_id,
        sales_moments.team_id,
        sales_moments.location_id,
        sales_moments.local_date,
        sales_moments.local_hour,
        deals.status = 'won' as is_won,
        deals.amount,
        case
            when sales_moments.local_date >= opened.local_date
                then sales_moments.local_date - opened.local_date
        end as days_to_close,
        deals.opened_at,
        deals.closed_at

    from sales_moments

    inner join deals
        on sales_moments.fact_id = deals.deal_id

    left join opened
        on sales_moments.fact_id = opened.fact_id

    where sales_moments.kind = 'deal_closed'

)

select * from final
