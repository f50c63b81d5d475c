-- Grain:   metric_id, grain, period_start_date
-- Unit:    reached_date: the last local day of which there are records
-- Source:  metrics; periods; working_days; source_rules; loads and watermarks through staging
-- Answers: to the end of which closed periods does the data of a metric not reach?

-- KPI.md, G9. There is a row only where something is missing. Records end once for a metric, so of
-- two periods it is the later one that they do not reach, whatever they are compared for.

with

-- The newest record of an entity in each of its sources; one in the future tells nothing.
newest as (

    select
        reaches.source,
        reaches.entity,
        (
            max(reaches.newest_at) at time zone 'UTC' at time zone any_value(run_settings.time_zone)
        )::date as reached_date

    from (
        select source, entity, newest_at from stg_loads
        union all
        select source, entity, watermark_at from stg_watermarks
    ) as reaches

    cross join run_settings

    where reaches.newest_at <= run_settings.as_of_at

    group by reaches.source, reaches.entity

),

-- The source that lags behind speaks for the entity, where it is one that must arrive.
reached as (

    select
        newest.entity,
        min(newest.reached_date) as reached_date

    from newest

    left join source_rules
        on newest.source = source_rules.source

    where coalesce(source_rules.is_required, true)

    group by newest.entity

),

-- `a | b` needs one of the two, `a, b` both.
groups as (

    select
        metric_id,
        unnest(string_split(needs, ',')) as alternatives

    from metrics

),

group_reaches as (

    select
        groups.metric_id,
        groups.alternatives,
        max(reached.reached_date) as reached_date

    from groups

    inner join reached
        on list_contains(
            list_transform(string_split(groups.alternatives, '|'), lambda entity: trim(entity)),
            reached.entity
        )

    group by groups.metric_id, groups.alternatives

),

metric_reaches as (

    select
        metric_id,
        min(reached_date) as reached_date

    from group_reaches

    group by metric_id

),

-- Nothing may happen after the last working day, so that data which reaches it reaches the end.
last_days as (

    select
        periods.grain,
        periods.period_start_date,
        coalesce(
            max(working_days.day_date) filter (where working_days.is_working_day),
            max(working_days.day_date)
        ) as last_date

    from periods

    inner join working_days
        on working_days.day_date >= periods.period_start_date
        and working_days.day_date < periods.period_end_date

    where periods.is_closed

    group by periods.grain, periods.period_start_date

),

final as (

    select
        metric_reaches.metric_id,
        last_days.grain,
        last_days.period_start_date,
        metric_reaches.reached_date

    from metric_reaches

    inner join last_days
        on metric_reaches.reached_date < last_days.last_date

)

select * from final
