-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    slopes, centre and limits as the metric's own, of what is counted in a period a working
--          day's; change in points or relative to the median point, as in metric_changes
-- Source:  metric_series; metric_yardsticks; metric_gaps; periods
-- Answers: where does a number go over the last periods, and has it left what it used to be?
-- Kept as: view

-- KPI.md, section 10. The trend of a series is that of the last 8 to 12 points: the median of the
-- slopes between any two (Theil-Sen) with the 90 % interval of their ranks (Sen 1968). It is up
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

-- What is as long as a period begins anew with each one.
last_points as (

    select
        metric_series.metric_id,
        metric_series.scope_kind,
        metric_series.scope_id,
        metric_series.grain,
        metric_series.period_start_date,
        metric_series.points as all_points,
        metric_series.points[-12:] as points,
        metric_series.point_starts,
        metric_yardsticks.better,
        metric_yardsticks.is_per_working_day,
        metric_yardsticks.is_at_a_moment,
        metric_yardsticks.noticeable_change,
        metric_yardsticks.compared_as,
        metric_gaps.reached_date,
        list_contains(metric_yardsticks.overlapping_steps, metric_series.grain) as is_overlapping,
        case
            when metric_gaps.reached_date is not null
                then 'records end on ' || metric_gaps.reached_date
            when is_overlapping
                then 'the windows of a ' || metric_series.grain || ' and the next overlap'
            when metric_yardsticks.is_as_of_build
                then 'counted as of the build: the newest had less time than those before'
        end as any_reason,
        case
            when metric_gaps.reached_date is null and len(all_points) < 8
                then 'fewer than 8 in a row with a value'
            else any_reason
        end as trend_reason,
        case
            when metric_gaps.reached_date is null and len(all_points) < 12
                then 'fewer than 12 in a row with a value'
            when any_reason is null and metric_yardsticks.is_at_a_moment
                then 'what there is at a moment goes on from the moment before'
            else any_reason
        end as limits_reason

    from metric_series

    inner join metric_yardsticks
        on metric_series.metric_id = metric_yardsticks.metric_id

    left join metric_gaps
        on metric_series.metric_id = metric_gaps.metric_id
        and metric_series.grain = metric_gaps.grain
        and metric_series.period_start_date = metric_gaps.period_start_date

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
        -- What was never below zero cannot be: no time is.
        case
            when limits_reason is not null then null
            when list_min(all_points) >= 0 then greatest(lower_limit, 0)
            else lower_limit
        end as lower_limit,
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

    inner join periods as first_period
        on judged.grain = first_period.grain
        and judged.point_starts[-judged.point_count] = first_period.period_start_date

    -- None where the newest lies on the centre.
    left join periods as run_period
        on judged.grain = run_period.grain
        and judged.point_starts[-nullif(judged.run_count, 0)] = run_period.period_start_date

)

select * from final
