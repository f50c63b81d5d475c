-- Grain:   grain, period_start_date, day_date
-- Unit:    local days of the workspace
-- Source:  periods
-- Answers: which days lie in which period? A join on days in place of one on their bounds.

with

final as (

    select
        grain,
        period_start_date,
        unnest(generate_series(
            period_start_date::timestamp,
            period_end_date::timestamp - interval 1 day,
            interval 1 day
        ))::date as day_date

    from periods

)

select * from final
