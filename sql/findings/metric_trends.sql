-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    slopes, centre and limits as the metric's own, of what is counted in a period a working
--          day's; change in points or relative to the median point, as in metric_changes
-- Source:  metric_values; metrics; periods; working_days; metric_gaps; the seed noticeable_changes
-- Answers: where does a number go over the last periods, and has it left what it used to be?
-- Kept as: view

-- KPI.md, section 10. A series is the closed weeks, months or quarters that end with this one and
-- have a value, without a missing one between. Its trend is that of the last 8 to 12: the median of
-- the slopes between any two (Theil-Sen) with the 90 % interval of their ranks (Sen 1968). It is up
-- or down where Mann-Kendall's S is more than chance (normal with the variance of ties, and the
-- continuity of 1: for 8 to 12 points without ties this decides as the exact table does) and the
-- slope over all points is a noticeable change; flat where the interval over all points lies inside
-- plus and minus that change; else unclear. The limits are those of the last 12 to 24 (XmR): centre
-- plus and minus 2.66 x the mean moving range, and eight in a row on one side of the centre are a
-- shift.
-- What is not new in each period has no test of chance. Windows longer than a period share most of
-- what they count with the next one, so their trend is unclear. What there was at a moment goes on
-- from the moment before: it is a fact (10.3), judged by the noticeable change alone.

with

noticeable as (

    select
        metrics.metric_id,
        coalesce(of_metric.noticeable_change, of_unit.noticeable_change) as noticeable_change,
        coalesce(of_metric.compared_as, of_unit.compared_as) as compared_as

    from metrics

    inner join noticeable_changes as of_unit
        on metrics.unit = of_unit.unit
        and of_unit.metric_id is null

    left join noticeable_changes as of_metric
        on metrics.metric_id = of_metric.metric_id

),

-- The days that a metric's window names; null where it is the period itself or a moment.
windows as (

    select
        metric_id,
        better,
        unit = 'count' and period_window = 'the period' as is_per_working_day,
        contains(period_window, 'state ') or contains(period_window, 'the start of')
            as is_at_a_moment,
        contains(period_window, 'as of the build') as is_as_of_build,
        try_cast(regexp_extract(period_window, '(\d+) (day|month)', 1) as integer)
        * case when contains(period_window, 'month') then 30 else 1 end as window_days

    from metrics

),

numbered as (

    select
        periods.grain,
        periods.period_start_date,
        periods.period_label,
        case periods.grain when 'week' then 7 when 'month' then 30 else 90 end as least_days,
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
        newest.period_number,
        newest.least_days,
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
        spans.period_number,
        spans.least_days,
        spans.periods_ago,
        case
            when windows.is_per_working_day
                then metric_values.value / spans.working_day_count
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

    inner join windows
        on metric_values.metric_id = windows.metric_id

    where metric_values.value is not null

),

-- A missing value ends the series.
series as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        any_value(period_number) as period_number,
        any_value(least_days) as least_days,
        list(point_value order by periods_ago desc) as all_points

    from known_points

    where known_number = periods_ago + 1

    group by metric_id, scope_kind, scope_id, grain, period_start_date

),

last_points as (

    select
        series.metric_id,
        series.scope_kind,
        series.scope_id,
        series.grain,
        series.period_start_date,
        series.period_number,
        series.all_points,
        series.all_points[-12:] as points,
        windows.better,
        windows.is_per_working_day,
        windows.is_at_a_moment,
        noticeable.noticeable_change,
        noticeable.compared_as,
        metric_gaps.reached_date,
        windows.window_days > series.least_days as is_overlapping,
        case
            when metric_gaps.reached_date is not null
                then 'records end on ' || metric_gaps.reached_date
            when len(series.all_points) < 8
                then 'fewer than 8 in a row with a value'
            when windows.window_days > series.least_days
                then 'the windows of a ' || series.grain || ' and the next overlap'
            when windows.is_as_of_build
                then 'counted as of the build: the newest had less time than those before'
        end as trend_reason,
        case
            when metric_gaps.reached_date is not null
                then 'records end on ' || metric_gaps.reached_date
            when len(series.all_points) < 12
                then 'fewer than 12 in a row with a value'
            when windows.window_days > series.least_days
                then 'the windows of a ' || series.grain || ' and the next overlap'
            when windows.is_as_of_build
                then 'counted as of the build: the newest had less time than those before'
            when windows.is_at_a_moment
                then 'what there is at a moment goes on from the moment before'
        end as limits_reason

    from series

    inner join windows
        on series.metric_id = windows.metric_id

    inner join noticeable
        on series.metric_id = noticeable.metric_id

    left join metric_gaps
        on series.metric_id = metric_gaps.metric_id
        and series.grain = metric_gaps.grain
        and series.period_start_date = metric_gaps.period_start_date

),

-- Ties: the sum of t (t - 1) (2 t + 5) over groups of t equal points is that of (t - 1) (2 t + 5)
-- over the points.
measured as (

    select
        *,
        len(points) as point_count,
        list_sort(flatten(list_transform(
            range(1, len(points)),
            lambda i: list_transform(
                range(i + 1, len(points) + 1),
                lambda j: (points[j] - points[i]) / (j - i)
            )
        ))) as slopes,
        list_sum(list_transform(slopes, lambda slope: sign(slope)))::integer as s,
        sqrt((
            len(points) * (len(points) - 1) * (2 * len(points) + 5)
            - list_sum(list_transform(
                list_transform(
                    points,
                    lambda point: len(list_filter(points, lambda other: other = point))
                ),
                lambda tied: (tied - 1) * (2 * tied + 5)
            ))
        ) / 18) as s_deviation,
        list_avg(all_points) as centre,
        1e-9 * greatest(abs(centre), 1) as centre_tolerance,
        list_avg(list_transform(
            range(1, len(all_points)),
            lambda i: abs(all_points[i + 1] - all_points[i])
        )) as moving_range,
        -- What differs from the centre by less was rounded.
        list_transform(
            all_points,
            lambda point: case
                when abs(point - centre) > centre_tolerance then sign(point - centre)::integer
                else 0
            end
        ) as sides,
        -- What lies on the centre is on neither side.
        case
            when sides[-1] = 0 then 0
            else len(sides) - coalesce(list_max(list_filter(
                range(1, len(sides) + 1),
                lambda i: sides[i] != sides[-1]
            )), 0)
        end as run_count

    from last_points

),

-- The two of the sorted slopes that hold the median one at 90 %, and what each comes to over all
-- points.
judged as (

    select
        *,
        list_median(slopes) as slope,
        (s - sign(s)) / nullif(s_deviation, 0) as s_score,
        ceil((len(slopes) - 1.645 * s_deviation + 1) / 2)::integer - 1 as low_rank,
        slopes[low_rank] as slope_low,
        slopes[len(slopes) + 1 - low_rank] as slope_high,
        list_min(points) = 0 and list_max(points) = 0 as is_all_zero,
        (point_count - 1) / case
            when compared_as = 'relative' then nullif(abs(list_median(points)), 0)
            else 1
        end as scale,
        case when compared_as = 'relative' and is_all_zero then 0 else slope * scale end as change,
        trend_reason is null and not is_at_a_moment as is_tested,
        centre - 2.66 * moving_range as lower_limit,
        centre + 2.66 * moving_range as upper_limit,
        case
            when all_points[-1] - upper_limit > centre_tolerance then 'above'
            when lower_limit - all_points[-1] > centre_tolerance then 'below'
        end as side_outside

    from measured

),

final as (

    select
        judged.metric_id,
        judged.scope_kind,
        judged.scope_id,
        judged.grain,
        judged.period_start_date,
        is_per_working_day,
        better,

        point_count,
        first_period.period_label as first_label,
        case when trend_reason is null or is_overlapping then slope end as slope,
        case when is_tested then slope_low end as slope_low,
        case when is_tested then slope_high end as slope_high,
        case when trend_reason is null or is_overlapping then change end as change,
        compared_as,
        noticeable_change,
        case when is_tested then s end as mann_kendall_s,
        case when is_tested then coalesce(s_score, 0) end as mann_kendall_z,
        case
            when trend_reason is not null or change is null then 'unclear'
            when abs(change) < noticeable_change and is_at_a_moment then 'flat'
            when change >= noticeable_change and (is_at_a_moment or s_score > 1.645) then 'up'
            when change <= -noticeable_change and (is_at_a_moment or s_score < -1.645) then 'down'
            when is_all_zero then 'flat'
            when
                slope_low * scale > -noticeable_change
                and slope_high * scale < noticeable_change
                then 'flat'
            else 'unclear'
        end as trend,
        case
            when trend_reason is not null then trend_reason
            when change is null then 'the median is zero'
        end as reason,
        case
            when is_tested then 'Theil-Sen, Mann-Kendall 90 %'
            when trend_reason is null then 'Theil-Sen, no test: all of it is counted'
        end as test,

        len(all_points) as centre_count,
        case when limits_reason is null then centre end as centre,
        case when limits_reason is null then moving_range end as moving_range,
        case when limits_reason is null then lower_limit end as lower_limit,
        case when limits_reason is null then upper_limit end as upper_limit,
        case when limits_reason is null then side_outside end as side_outside,
        case when limits_reason is null then run_count end as run_count,
        case
            when limits_reason is null and run_count > 0
                then case when sides[-1] > 0 then 'above' else 'below' end
        end as run_side,
        case when limits_reason is null then run_period.period_start_date end as run_start_date,
        case when limits_reason is null then run_period.period_label end as run_label,
        case when limits_reason is null then run_count >= 8 end as is_shift,
        limits_reason,
        reached_date

    from judged

    inner join numbered as first_period
        on judged.grain = first_period.grain
        and judged.period_number - judged.point_count + 1 = first_period.period_number

    -- None where the newest lies on the centre.
    left join numbered as run_period
        on judged.grain = run_period.grain
        and judged.period_number - nullif(judged.run_count, 0) + 1 = run_period.period_number

)

select * from final
