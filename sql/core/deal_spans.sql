-- Grain:   deal_id
-- Unit:    local days; to_date is the day on which it was won, lost or taken out of the source
-- Source:  deals; sales_moments
-- Answers: over which days was an opportunity open?

with

opened as (

    select
        fact_id,
        local_date

    from sales_moments

    where kind = 'deal_opened'

),

closed as (

    select
        fact_id,
        local_date

    from sales_moments

    where kind = 'deal_closed'

),

-- Closed, nobody knows when: it was open for nobody knows how long, and counts nowhere.
final as (

    select
        deals.deal_id,
        deals.lead_type,
        opened.local_date as from_date,
        coalesce(
            closed.local_date,
            timezone(run_settings.time_zone, timezone('UTC', deals.closed_at))::date,
            timezone(run_settings.time_zone, timezone('UTC', deals.deleted_at))::date,
            date '9999-12-31'
        ) as to_date

    from deals

    cross join run_settings

    inner join opened
        on deals.deal_id = opened.fact_id

    left join closed
        on deals.deal_id = closed.fact_id

    where
        (deals.status = 'open' or deals.closed_at is not null)
        and (not deals.is_deleted or deals.deleted_at is not null)

)

select * from final
