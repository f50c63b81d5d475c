-- Grain:   month_start_date
-- Unit:    local days of the workspace; month_end_date is the first day after; years are fiscal
-- Source:  run_settings (fiscal_year_start_month, fiscal_months, week_start)
-- Answers: which months does each fiscal year have, and in which quarter lies each?

-- With `fiscal_months: 4-4-5` (or 4-5-4, 5-4-4) a month is that many whole weeks. The year then
-- begins with the week that holds the fourth of its first month: on the first day of a week that is
-- nearest to that month's first. Every five or six years that leaves a 53rd week: it is the last of
-- month 12. A fiscal year is named for the calendar year in which it ends.

with

years as (

    select
        unnest(generate_series(
            year(run_settings.as_of_date) - 7,
            year(run_settings.as_of_date) + 2
        ))::integer as calendar_year

    from run_settings

),

year_starts as (

    select
        years.calendar_year + (run_settings.fiscal_year_start_month != 1)::integer as fiscal_year,
        make_date(years.calendar_year, run_settings.fiscal_year_start_month, 1) as calendar_start,
        make_date(years.calendar_year, run_settings.fiscal_year_start_month, 4) as fourth_day,
        run_settings.week_start_isodow,
        run_settings.fiscal_months,
        run_settings.fiscal_months = 'calendar' as is_calendar,
        run_settings.fiscal_months = 'calendar' and run_settings.fiscal_year_start_month = 1
            as is_calendar_year

    from years

    cross join run_settings

),

month_numbers as (

    select unnest(generate_series(1, 12))::integer as month_number

),

starts as (

    select
        year_starts.fiscal_year,
        month_numbers.month_number,
        (month_numbers.month_number + 2) // 3 as quarter_number,
        year_starts.is_calendar,
        year_starts.is_calendar_year,
        case
            when year_starts.is_calendar
                then (
                    year_starts.calendar_start + to_months(month_numbers.month_number - 1)
                )::date
            else year_starts.fourth_day
                - ((isodow(year_starts.fourth_day) - year_starts.week_start_isodow + 7) % 7)
                ::integer
                -- Thirteen weeks for each quarter before, and the months of the quarter before it.
                + 7 * (
                    13 * ((month_numbers.month_number - 1) // 3)
                    + case (month_numbers.month_number - 1) % 3
                        when 0 then 0
                        when 1 then left(year_starts.fiscal_months, 1)::integer
                        else 13 - right(year_starts.fiscal_months, 1)::integer
                    end
                )
        end as month_start_date

    from year_starts

    cross join month_numbers

),

final as (

    select
        month_start_date,
        lead(month_start_date) over (order by month_start_date) as month_end_date,
        fiscal_year,
        month_number,
        quarter_number,
        case
            when is_calendar then strftime(month_start_date, '%Y-%m')
            else 'FY' || fiscal_year || '-P' || lpad(month_number::varchar, 2, '0')
        end as month_label,
        case when is_calendar_year then '' else 'FY' end
            || fiscal_year || '-Q' || quarter_number as quarter_label

    from starts

    qualify month_end_date is not null

)

select * from final
