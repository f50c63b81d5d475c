-- Grain:   grain, period_start_date
-- Unit:    local days of the workspace; period_end_date is the first day after
-- Source:  run_settings; working_days; the first days of calls, revenue, contact, sales, usage and
--          health
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
                coalesce((select min(from_date) from tenant_arr), run_settings.as_of_date),
                coalesce((select min(local_date) from message_runs), run_settings.as_of_date),
                coalesce((select min(local_date) from touches), run_settings.as_of_date),
                coalesce((select min(local_date) from sales_moments), run_settings.as_of_date),
                coalesce((select min(usage_date) from usage_by_day), run_settings.as_of_date),
                coalesce(
                    (select min(scored_at)::date from stg_health_scores),
                    run_settings.as_of_date
                )
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

named as (

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
        end as period_label

    from starts

    cross join run_settings

),

-- The current period, the one before it and that of a year ago, each as far as the current one has
-- come in working days: so that an unfinished period is compared over equal working days.
unfinished as (

    select
        named.grain,
        named.period_start_date as current_start_date,
        yesterday.working_day_number - before.working_day_number as elapsed_count

    from named

    cross join run_settings

    inner join working_days as before
        on named.period_start_date - 1 = before.day_date

    inner join working_days as yesterday
        on run_settings.as_of_date - 1 = yesterday.day_date

    where
        named.grain != 'day'
        and named.period_end_date > run_settings.as_of_date
        and named.period_start_date < run_settings.as_of_date

),

compared as (

    select
        unfinished.grain,
        unfinished.elapsed_count,
        named.period_start_date,
        named.period_end_date,
        named.period_label

    from unfinished

    inner join named
        on unfinished.grain = named.grain
        and (
            unfinished.current_start_date in (named.period_start_date, named.period_end_date)
            or named.period_start_date = case unfinished.grain
                when 'week' then unfinished.current_start_date - 364
                else (unfinished.current_start_date - interval 12 months)::date
            end
        )

),

so_far as (

    select
        compared.grain || '_so_far' as grain,
        compared.grain as whole_grain,
        compared.period_start_date,
        max(working_days.day_date) + 1 as period_end_date,
        compared.period_label || ' so far' as period_label

    from compared

    inner join working_days as before
        on compared.period_start_date - 1 = before.day_date

    inner join working_days
        on working_days.day_date >= compared.period_start_date
        and working_days.day_date < compared.period_end_date
        and working_days.working_day_number - before.working_day_number <= compared.elapsed_count

    cross join run_settings

    where
        compared.elapsed_count > 0
        and working_days.day_date < run_settings.as_of_date

    group by all

),

listed as (

    select
        grain,
        null::varchar as whole_grain,
        period_start_date,
        period_end_date,
        period_label

    from named

    union all

    select
        grain,
        whole_grain,
        period_start_date,
        period_end_date,
        period_label

    from so_far

),

final as (

    select
        listed.grain,
        listed.period_start_date,
        listed.period_end_date,
        listed.period_label,
        listed.period_end_date <= run_settings.as_of_date as is_closed,

        -- Stocks of an unfinished period are those at the start of the as-of day.
        least(listed.period_end_date, run_settings.as_of_date) as closing_date,
        (least(listed.period_end_date, run_settings.as_of_date) - interval 12 months)::date
            as trailing_start_date,

        -- For a part of a period: the grain of the whole.
        listed.whole_grain

    from listed

    cross join run_settings

)

select * from final
