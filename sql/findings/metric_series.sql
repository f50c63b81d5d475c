-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    points as the metric's own, of what is counted in a period a working day's; point_starts
--          are the first days of their periods, both from the earliest to this one
-- Source:  metric_values; metric_yardsticks; periods; working_days
-- Answers: which values did a number have in the closed periods that end with this one, up to 24 of
--          them, without a missing one between?
-- Kept as: view

with

numbered as (

    select
        periods.grain,
        periods.period_start_date,
        row_number() over (partition by periods.grain order by periods.period_start_date)
            as period_number,
        greatest(last_day.working_day_number - day_before.working_day_number, 1)
            as working_day_count

    from periods

    inner join working_days as day_before
        on periods.period_start_date - 1 = day_before.day_date

    inner join working_days as last_day
        on periods.period_end_date - 1 = last_day.day_date

    where
        periods.is_closed
        and periods.grain in ('week', 'month', 'quarter')

),

-- Each period with the 24 that end with it.
spans as (

    select
        newest.grain,
        newest.period_start_date,
        point.period_start_date as point_start_date,
        point.working_day_count,
        newest.period_number - point.period_number as periods_ago

    from numbered as newest

    inner join numbered as point
        on newest.grain = point.grain
        and newest.period_number - point.period_number between 0 and 23

),

known_points as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        spans.grain,
        spans.period_start_date,
        spans.point_start_date,
        spans.periods_ago,
        case
            when metric_yardsticks.is_per_working_day
                then metric_values.value / nullif(spans.working_day_count, 0)
            else metric_values.value
        end as point_value,
        row_number() over (
            partition by
                metric_values.metric_id,
                metric_values.scope_kind,
                metric_values.scope_id,
                spans.grain,
                spans.period_start_date
            order by spans.periods_ago
        ) as known_number

    from spans

    inner join metric_values
        on spans.grain = metric_values.grain
        and spans.point_start_date = metric_values.period_start_date

    inner join metric_yardsticks
        on metric_values.metric_id = metric_yardsticks.metric_id

    where metric_values.value is not null

),

-- A missing value ends the series.
final as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        list(point_value order by periods_ago desc) as points,
        list(point_start_date order by periods_ago desc) as point_starts

    from known_points

    where known_number = periods_ago + 1

    group by metric_id, scope_kind, scope_id, grain, period_start_date

)

select * from final
