-- Grain:   grain, period_start_date
-- Unit:    local days of the workspace; period_end_date is the first day after
-- Source:  run_settings; fiscal_months; working_days; the first days of calls, shifts, revenue,
--          contact, sales, usage, health, quality
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
                coalesce((select min(local_date) from agent_hours), run_settings.as_of_date),
                coalesce((select min(local_date) from agent_shifts), run_settings.as_of_date),
                coalesce((select min(from_date) from tenant_arr), run_settings.as_of_date),
                coalesce((select min(local_date) from message_runs), run_settings.as_of_date),
                coalesce((select min(local_date) from touches), run_settings.as_of_date),
                coalesce((select min(local_date) from sales_moments), run_settings.as_of_date),
                coalesce((select min(usage_date) from usage_by_day), run_settings.as_of_date),
                coalesce((select min(local_date) from qa_reviews), run_settings.as_of_date),
                coalesce((select min(local_date) from campaign_results), run_settings.as_of_date),
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
        day_date + 1 as period_end_date,
        strftime(day_date, '%Y-%m-%d') as period_label,
        day_date - 1 as previous_start_date,
        day_date - 364 as year_before_start_date

    from days

    union

    select
        'week' as grain,
        day_date - ((isodow(day_date) - run_settings.week_start_isodow + 7) % 7)::integer
            as period_start_date,
        period_start_date + 7 as period_end_date,
        -- Only weeks that begin on Monday are weeks of ISO 8601.
        case
            when run_settings.week_start_isodow = 1 then strftime(period_start_date, '%G-W%V')
            else 'week-of-' || strftime(period_start_date, '%Y-%m-%d')
        end as period_label,
        period_start_date - 7 as previous_start_date,
        period_start_date - 364 as year_before_start_date

    from days

    cross join run_settings

),

months as (

    select
        'month' as grain,
        month_start_date as period_start_date,
        month_end_date as period_end_date,
        month_label as period_label,
        lag(month_start_date, 1) over (order by month_start_date) as previous_start_date,
        lag(month_start_date, 12) over (order by month_start_date) as year_before_start_date

    from fiscal_months

),

quarters as (

    select
        'quarter' as grain,
        min(month_start_date) as period_start_date,
        max(month_end_date) as period_end_date,
        any_value(quarter_label) as period_label,
        lag(min(month_start_date), 1) over (order by min(month_start_date))
            as previous_start_date,
        lag(min(month_start_date), 4) over (order by min(month_start_date))
            as year_before_start_date

    from fiscal_months

    group by fiscal_year, quarter_number

),

-- A week, and a day, is compared with the same weekdays 52 weeks before; a fiscal month or quarter
-- with the one of the same number in the year before, whichever days that had.
named as (

    select
        grain,
        period_start_date,
        period_end_date,
        period_label,
        previous_start_date,
        year_before_start_date

    from starts

    union all

    select
        months.grain,
        months.period_start_date,
        months.period_end_date,
        months.period_label,
        months.previous_start_date,
        months.year_before_start_date

    from months

    inner join bounds
        on months.period_start_date <= bounds.last_date
        and months.period_end_date > bounds.first_date

    union all

    select
        quarters.grain,
        quarters.period_start_date,
        quarters.period_end_date,
        quarters.period_label,
        quarters.previous_start_date,
        quarters.year_before_start_date

    from quarters

    inner join bounds
        on quarters.period_start_date <= bounds.last_date
        and quarters.period_end_date > bounds.first_date

),

-- The current period, the one before it and that of a year ago, each as far as the current one has
-- come in working days: so that an unfinished period is compared over equal working days.
unfinished as (

    select
        named.grain,
        named.period_start_date as current_start_date,
        named.previous_start_date,
        named.year_before_start_date,
        yesterday.working_day_number - before.working_day_number as elapsed_count

    from named

    cross join run_settings

    inner join working_days as before
        on named.period_start_date - 1 = before.day_date

    inner join working_days as yesterday
        on run_settings.as_of_date - 1 = yesterday.day_date

    where named.period_end_date > run_settings.as_of_date

),

compared as (

    select
        unfinished.grain,
        unfinished.elapsed_count,
        named.period_start_date,
        named.period_end_date,
        named.period_label,
        named.previous_start_date,
        named.year_before_start_date

    from unfinished

    inner join named
        on unfinished.grain = named.grain
        and named.period_start_date in (
            unfinished.current_start_date,
            unfinished.previous_start_date,
            unfinished.year_before_start_date
        )

),

so_far as (

    select
        compared.grain || '_so_far' as grain,
        compared.grain as whole_grain,
        compared.period_start_date,
        max(working_days.day_date) + 1 as period_end_date,
        compared.period_label || ' so far' as period_label,
        compared.previous_start_date,
        compared.year_before_start_date

    from compared

    inner join working_days as before
        on compared.period_start_date - 1 = before.day_date

    inner join working_days
        on working_days.day_date < compared.period_end_date
        and working_days.working_day_number - before.working_day_number <= compared.elapsed_count

    cross join run_settings

    -- What begins today has come nowhere yet.
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
        period_label,
        previous_start_date,
        year_before_start_date

    from named

    union all

    select
        grain,
        whole_grain,
        period_start_date,
        period_end_date,
        period_label,
        previous_start_date,
        year_before_start_date

    from so_far

),

final as (

    select
        -- A range is no period of the build, and is made of the same models when it is asked for.
        listed.grain::enum (
            'day', 'month', 'month_so_far', 'quarter', 'quarter_so_far', 'range', 'week',
            'week_so_far'
        ) as grain,
        listed.period_start_date,
        listed.period_end_date,
        listed.period_label,
        listed.period_end_date <= run_settings.as_of_date as is_closed,

        -- What is taken anew in each period (states, quantiles, distinct counts) has days for the
        -- last 100 only.
        listed.grain != 'day' or listed.period_start_date >= run_settings.as_of_date - 100
            as has_states,

        -- Stocks of an unfinished period are those at the start of the as-of day.
        least(listed.period_end_date, run_settings.as_of_date) as closing_date,
        (least(listed.period_end_date, run_settings.as_of_date) - interval 12 months)::date
            as trailing_start_date,

        -- For a part of a period: the grain of the whole.
        listed.whole_grain,

        -- What it is compared with, which need not be listed.
        listed.previous_start_date,
        listed.year_before_start_date

    from listed

    cross join run_settings

)

select * from final
