-- Grain:   metric_id
-- Unit:    noticeable_change in points or relative; window_days in days, null for the period itself
--          and for a moment; overlapping_steps: how far apart two windows share days
-- Source:  metrics; the seed noticeable_changes
-- Answers: by what is a change of each metric judged: from which size on, per working day or not,
--          over which window?

with

-- A metric's own noticeable change, or that of its unit.
final as (

    select
        metrics.metric_id,
        metrics.better,

        coalesce(of_metric.noticeable_change, of_unit.noticeable_change) as noticeable_change,
        coalesce(of_metric.compared_as, of_unit.compared_as) as compared_as,
        metrics.unit = 'count' and metrics.period_window = 'the period' as is_per_working_day,
        contains(metrics.period_window, 'state ')
        or contains(metrics.period_window, 'the start of') as is_at_a_moment,
        contains(metrics.period_window, 'as of the build') as is_as_of_build,
        try_cast(
            regexp_extract(metrics.period_window, '(\d+) (day|month)', 1) as integer
        ) * case when contains(metrics.period_window, 'month') then 30 else 1 end as window_days,
        -- How many use it: fewer may be chance, and a user counts on every day of use.
        metrics.unit = 'count' and (
            metrics.period_window = 'the days of the period' or window_days <= 30
        ) as is_over_days,
        list_filter(
            ['day', 'week', 'month', 'quarter', 'year'],
            lambda step: window_days > case step
                when 'day' then 1
                when 'week' then 7
                when 'month' then 30
                when 'quarter' then 90
                else 360
            end
        ) as overlapping_steps

    from metrics

    inner join noticeable_changes as of_unit
        on metrics.unit = of_unit.unit
        and of_unit.metric_id is null

    left join noticeable_changes as of_metric
        on metrics.metric_id = of_metric.metric_id

)

select * from final
