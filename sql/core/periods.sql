-- Grain:   grain, period_start_date
-- Unit:    local days of the workspace; period_end_date is the first day after
-- Source:  run_settings; the first days of calls and of revenue
-- Answers: which closed and current periods are there, and which days does each one cover?

with

-- 37 months back hold two years of trailing twelve months and the month before them.
bounds as (

    select
        greatest(
            (run_settings.as_of_date - interval 37 months)::date,
            least(
                coalesce((select min(local_date) from call_agents), run_settings.as_of_date),
                coalesce((select min(local_date) from queue_visits), run_settings.as_of_date),
                coalesce((select min(from_date) from tenant_arr), run_settings.as_of_date)
            )
        ) as first_date,
        run_settings.as_of_date as last_date

    from run_settings

),

days as (

    select unnest(generate_series(
        bounds.first_date::timestamp,
        bounds.last_date::timestamp,
        interval 1 day
    ))::date as day_date

    from bounds

),

starts as (

    select
        'day' as grain,
        day_date as period_start_date,
        (day_date + interval 1 day)::date as period_end_date

    from days

    union

    select
        'week' as grain,
        day_date - ((isodow(day_date) - run_settings.week_start_isodow + 7) % 7)::integer
            as period_start_date,
        day_date - ((isodow(day_date) - run_settings.week_start_isodow + 7) % 7)::integer + 7
            as period_end_date

    from days

    cross join run_settings

    union

    select
        'month' as grain,
        date_trunc('month', day_date)::date as period_start_date,
        (date_trunc('month', day_date) + interval 1 month)::date as period_end_date

    from days

    union

    select
        'quarter' as grain,
        (
            date_trunc('month', day_date)
            - to_months((month(day_date) - run_settings.fiscal_year_start_month + 12)::integer % 3)
        )::date as period_start_date,
        (
            date_trunc('month', day_date)
            - to_months((month(day_date) - run_settings.fiscal_year_start_month + 12)::integer % 3)
            + interval 3 months
        )::date as period_end_date

    from days

    cross join run_settings

),

final as (

    select
        starts.grain,
        starts.period_start_date,
        starts.period_end_date,
        case
            when starts.grain = 'day' then strftime(starts.period_start_date, '%Y-%m-%d')
            when starts.grain = 'week' and run_settings.week_start_isodow = 1
                then strftime(starts.period_start_date, '%G-W%V')
            when starts.grain = 'week'
                then 'week-of-' || strftime(starts.period_start_date, '%Y-%m-%d')
            when starts.grain = 'month' then strftime(starts.period_start_date, '%Y-%m')
            when run_settings.fiscal_year_start_month = 1
                then strftime(starts.period_start_date, '%Y-Q')
                    || quarter(starts.period_start_date)
            -- A fiscal year is named for the calendar year in which it ends.
            else 'FY' || year(
                starts.period_start_date
                + to_months(13 - run_settings.fiscal_year_start_month)
            ) || '-Q' || (
                (month(starts.period_start_date) - run_settings.fiscal_year_start_month + 12)
                % 12 // 3 + 1
            )
        end as period_label,
        starts.period_end_date <= run_settings.as_of_date as is_closed,

        -- Stocks of an unfinished period are those at the start of the as-of day.
        least(starts.period_end_date, run_settings.as_of_date) as closing_date,
        (least(starts.period_end_date, run_settings.as_of_date) - interval 12 months)::date
            as trailing_start_date

    from starts

    cross join run_settings

)

select * from final
