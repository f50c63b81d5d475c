-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    robust_z and change without unit; slide_ratio a period; baselines as the metric's own
-- Source:  alert_series; the seed alert_limits
-- Answers: how far does a value lie from what the last comparable periods were?

-- KPI.md 11.2. M = 0.6745 (x - median) / MAD, or where half of the baseline is one and the same
-- number (x - median) / (1.2533 x mean absolute deviation).

with

-- Up to 12 periods before this one, and this one with the seven before it, in their order.
windows as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        rule,
        direction,
        minimum_volume,
        slide_volume,
        minimum_change,
        limit_value,
        period_end_date,
        known_date,
        day_count,
        value,
        compared_value,
        volume,
        is_volume,
        row_number() over series as position,
        list(compared_value) filter (where compared_value is not null) over before as baseline,
        median(compared_value) over before as middle,
        mad(compared_value) over before as spread,
        median(volume) over before as baseline_volume,
        list(compared_value) filter (where compared_value is not null) over last_8 as last_values,
        median(volume) over last_8 as last_volume

    from alert_series

    window
        series as (
            partition by metric_id, scope_kind, scope_id, grain, weekday
            order by period_start_date
        ),
        before as (
            partition by metric_id, scope_kind, scope_id, grain, weekday
            order by period_start_date
            rows between 12 preceding and 1 preceding
        ),
        last_8 as (
            partition by metric_id, scope_kind, scope_id, grain, weekday
            order by period_start_date
            rows between 7 preceding and current row
        )

),

centred as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        rule,
        direction,
        minimum_volume,
        slide_volume,
        minimum_change,
        limit_value,
        period_end_date,
        known_date,
        day_count,
        value,
        compared_value,
        is_volume or volume >= minimum_volume as is_enough,
        is_volume,
        position,
        coalesce(len(baseline), 0) as baseline_count,
        baseline_volume,
        last_values,
        last_volume,
        middle,
        spread,
        case
            when spread = 0
                then list_avg(list_transform(baseline, lambda x: abs(x - middle)))
        end as mean_spread

    from windows

),

final as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        rule,
        direction,
        minimum_change,
        limit_value,
        period_end_date,
        known_date,
        position,
        value,
        is_volume,
        is_enough,

        baseline_count,
        baseline_volume,
        baseline_count >= minimum_periods and baseline_volume >= minimum_volume as is_judged,
        middle * day_count as baseline_value,
        spread * day_count as baseline_spread,
        case
            when spread > 0
                then 0.6745 * (compared_value - middle) / nullif(spread, 0)
            else (compared_value - middle) / nullif(1.2533 * mean_spread, 0)
        end as robust_z,
        (compared_value - middle) / nullif(abs(middle), 0) as change,
        -- Theil-Sen: the median of the slopes between any two of eight periods.
        case
            when len(last_values) = 8 and last_volume >= slide_volume
                then list_median(flatten(list_transform(
                    range(1, 8),
                    lambda i: list_transform(
                        range(i + 1, 9),
                        lambda j: (last_values[j] - last_values[i])
                            / nullif(j - i, 0)
                    )
                ))) / nullif(abs(list_median(last_values)), 0)
        end as slide_ratio

    from centred

    cross join alert_limits

)

select * from final
