-- Grain:   day_date
-- Unit:    working_day_number counts the workspace's working days from the first day on
-- Source:  run_settings; the seed holidays
-- Answers: which days does the company work, and how many working days lie between two days?

with

-- Two years before the first period that is compared, and to the end of the current quarter.
days as (

    select unnest(generate_series(
        (run_settings.as_of_date - interval 52 months)::timestamp,
        (run_settings.as_of_date + interval 4 months)::timestamp,
        interval 1 day
    ))::date as day_date

    from run_settings

),

marked as (

    select
        days.day_date,
        isodow(days.day_date) <= 5 and holidays.holiday_date is null as is_working_day

    from days

    left join holidays
        on days.day_date = holidays.holiday_date
        and holidays.location_id is null

),

final as (

    select
        day_date,
        is_working_day,
        sum(is_working_day::integer) over (order by day_date)::integer as working_day_number

    from marked

)

select * from final
