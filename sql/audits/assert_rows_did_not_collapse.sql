-- Answers:    did a source lose most of its rows, against the same weekday before or in one
--             reading? If a place was closed on that day, add the day to sql/seeds/holidays.csv of
--             the workspace.
-- On failure: stop

with

calls_by_day as (

    select
        source,
        coalesce(location_id, 'no location') as location_id,
        local_date,
        count(*) as row_count

    from call_agents

    group by source, coalesce(location_id, 'no location'), local_date

),

places as (

    select distinct
        source,
        location_id

    from calls_by_day

),

-- The last seven whole days, holidays left out, of places that had calls before.
days_to_judge as (

    select
        places.source,
        places.location_id,
        periods.period_start_date as local_date,
        coalesce(calls_by_day.row_count, 0) as row_count

    from places

    inner join periods
        on periods.grain = 'day'

    cross join run_settings

    left join calls_by_day
        on places.source = calls_by_day.source
        and places.location_id = calls_by_day.location_id
        and periods.period_start_date = calls_by_day.local_date

    where
        periods.is_closed
        and periods.period_start_date >= run_settings.as_of_date - 7
        and not exists (
            from holidays
            where
                holidays.holiday_date = periods.period_start_date
                and coalesce(holidays.location_id, places.location_id) = places.location_id
        )

),

medians as (

    select
        days_to_judge.source,
        days_to_judge.location_id,
        days_to_judge.local_date,
        days_to_judge.row_count,
        median(calls_by_day.row_count) as weekday_median,
        count(*) as compared_weeks

    from days_to_judge

    inner join calls_by_day
        on days_to_judge.source = calls_by_day.source
        and days_to_judge.location_id = calls_by_day.location_id
        and (days_to_judge.local_date - calls_by_day.local_date) in (7, 14, 21, 28, 35, 42, 49, 56)

    group by
        days_to_judge.source,
        days_to_judge.location_id,
        days_to_judge.local_date,
        days_to_judge.row_count

),

-- The latest reading of a table in which more rows vanished than were left.
latest_loads as (

    select
        source,
        entity,
        loaded_at::date as loaded_date,
        read_count,
        coalesce(deleted_count, 0) as deleted_count

    from stg_loads

    qualify row_number() over (partition by source, entity order by load_id desc) = 1

)

select
    source,
    location_id as place,
    local_date as on_date,
    row_count,
    weekday_median as usual_count,
    'calls far below the same weekday''s median' as what

from medians

where
    compared_weeks >= 4
    and weekday_median >= 30
    and row_count < 0.35 * weekday_median

union all

select
    source,
    entity as place,
    loaded_date as on_date,
    read_count as row_count,
    read_count + deleted_count as usual_count,
    'more rows vanished from the table than were left' as what

from latest_loads

where deleted_count > greatest(read_count, 10)
