-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date, base
-- Unit:    change in points (of a ratio: 0.02 is two points) or relative to the base (0.05 is 5 %)
-- Source:  metric_intervals; metric_values; metrics; metric_yardsticks; periods; working_days;
--          metric_gaps
-- Answers: how did a number change against the period before and a year ago, and is that more than
--          chance?
-- Kept as: view

-- KPI.md, section 10. A change is up or down when its 90 % interval leaves out zero and it is at least
-- the noticeable one; flat when the interval lies inside plus and minus the noticeable change; else
-- unclear. A share of counted things has Newcombe's interval of two Wilson intervals, but none where
-- the windows of both share days: these are no two samples. A count per working day has the exact
-- conditional binomial test. Means and times have no interval of their own here, and users come on
-- many days, so these are judged by how much the same series moves from one period to the next (XmR:
-- the mean moving range / 1.128 is its standard deviation). Money, ratios of money, counts of what
-- there was at a moment and the state of a single one are all of it, not a sample (10.3): they need
-- no test.
-- Nothing is judged of a period that the data does not reach (G9); its base is the earlier one.

with

pairs as (

    select
        current_period.grain,
        coalesce(current_period.whole_grain, current_period.grain) as whole_grain,
        current_period.period_start_date,
        current_period.period_end_date,
        current_period.closing_date,
        current_period.whole_grain is not null as is_so_far,
        base_period.period_start_date as base_start_date,
        base_period.period_end_date as base_end_date,
        base_period.period_label as base_label,
        case base_period.period_start_date
            when current_period.previous_start_date then 'previous_period'
            else 'year_before'
        end as base

    from periods as current_period

    inner join periods as base_period
        on current_period.grain = base_period.grain
        and base_period.period_start_date in (
            current_period.previous_start_date,
            current_period.year_before_start_date
        )

    -- An open period is compared as far as it has come.
    where current_period.is_closed

),

compared as (

    select
        metrics.metric_id,
        metrics.unit,
        metrics.better,
        this_value.scope_kind,
        this_value.scope_id,
        pairs.grain,
        pairs.period_start_date,
        pairs.base,
        pairs.base_start_date,
        pairs.base_label,
        pairs.is_so_far,
        this_value.value,
        this_value.numerator,
        this_value.sample_count,
        this_value.low_90,
        this_value.high_90,
        base_value.value as base_value,
        base_value.numerator as base_numerator,
        base_value.sample_count as base_sample_count,
        base_value.low_90 as base_low_90,
        base_value.high_90 as base_high_90,
        list_contains(
            metric_yardsticks.overlapping_steps,
            case when pairs.base = 'year_before' then 'year' else pairs.whole_grain end
        ) as is_overlapping,
        metric_yardsticks.noticeable_change,
        metric_yardsticks.compared_as,
        metric_gaps.reached_date,
        case
            when this_value.is_share and base_value.is_share then 'share'
            when metric_yardsticks.is_per_working_day then 'count'
            when metric_yardsticks.is_over_days then 'series'
            when metrics.unit in ('currency', 'count') or metrics.ratio_of = 'currency'
                then 'fact'
            when metrics.period_window = 'state at the period''s end'
                and this_value.sample_count = 1
                and base_value.sample_count = 1
                then 'fact'
            else 'mean'
        end as kind,
        greatest(
            this_last.working_day_number - this_before.working_day_number, 1
        ) as working_day_count,
        greatest(
            base_last.working_day_number - base_before.working_day_number, 1
        ) as base_working_day_count

    from pairs

    inner join metric_intervals as this_value
        on pairs.grain = this_value.grain
        and pairs.period_start_date = this_value.period_start_date

    inner join metric_intervals as base_value
        on pairs.grain = base_value.grain
        and pairs.base_start_date = base_value.period_start_date
        and this_value.metric_id = base_value.metric_id
        and this_value.scope_kind = base_value.scope_kind
        and this_value.scope_id = base_value.scope_id

    inner join metrics
        on this_value.metric_id = metrics.metric_id

    inner join metric_yardsticks
        on this_value.metric_id = metric_yardsticks.metric_id

    left join metric_gaps
        on this_value.metric_id = metric_gaps.metric_id
        and pairs.grain = metric_gaps.grain
        and pairs.period_start_date = metric_gaps.period_start_date

    inner join working_days as this_before
        on pairs.period_start_date - 1 = this_before.day_date

    inner join working_days as this_last
        on pairs.period_end_date - 1 = this_last.day_date

    inner join working_days as base_before
        on pairs.base_start_date - 1 = base_before.day_date

    inner join working_days as base_last
        on pairs.base_end_date - 1 = base_last.day_date

),

-- How much a series moves from one closed period to the next, over the last 12.
moving as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        avg(abs(metric_values.value - before_value.value)) over last_12 as moving_range,
        count(before_value.value) over last_12 as moving_count

    from metric_values

    inner join periods
        on metric_values.grain = periods.grain
        and metric_values.period_start_date = periods.period_start_date
        and periods.is_closed

    inner join periods as period_before
        on periods.grain = period_before.grain
        and periods.period_start_date = period_before.period_end_date

    inner join metric_values as before_value
        on metric_values.metric_id = before_value.metric_id
        and metric_values.scope_kind = before_value.scope_kind
        and metric_values.scope_id = before_value.scope_id
        and metric_values.grain = before_value.grain
        and period_before.period_start_date = before_value.period_start_date

    -- The change that is judged is no part of what it is judged by.
    window last_12 as (
        partition by
            metric_values.metric_id,
            metric_values.scope_kind,
            metric_values.scope_id,
            metric_values.grain
        order by metric_values.period_start_date
        rows between 12 preceding and 1 preceding
    )

),

beside_series as (

    select
        compared.*,
        coalesce(moving.moving_range, 0) as moving_range,
        coalesce(moving.moving_count, 0) as moving_count

    from compared

    left join moving
        on compared.metric_id = moving.metric_id
        and compared.scope_kind = moving.scope_kind
        and compared.scope_id = moving.scope_id
        and compared.grain = moving.grain
        and compared.period_start_date = moving.period_start_date

),

measured as (

    select
        *,
        compared_as = 'relative' and value = 0 and base_value = 0 as is_both_zero,
        case
            when is_both_zero then 0
            when kind = 'count' and base_value > 0
                then (value / working_day_count) / (base_value / base_working_day_count) - 1
            when compared_as = 'relative' then (value - base_value) / nullif(abs(base_value), 0)
            else value - base_value
        end as change,
        case
            when kind = 'share' and is_overlapping then 'the windows of both periods overlap'
            when kind = 'share' and least(sample_count, base_sample_count) < 20
                then 'fewer than 20 counted in one of the periods'
            when kind = 'share' and numerator + base_numerator < 5 then 'fewer than 5 cases in both'
            -- Reversals can outweigh what they take back; no count of cases is below zero.
            when kind = 'count' and least(value, base_value) < 0
                then 'more was taken back than given in one of the periods'
            when kind = 'count' and not is_both_zero and value + base_value < 10
                then 'fewer than 10 in both periods'
            when kind = 'mean' and least(sample_count, base_sample_count) < 15
                then 'fewer than 15 measured in one of the periods'
            when kind = 'series' and not is_both_zero
                and coalesce(numerator, value) + coalesce(base_numerator, base_value) < 10
                then 'fewer than 10 in both periods'
            when kind in ('mean', 'series') and moving_count < 8
                then 'fewer than 8 earlier changes to judge by'
        end as why_unjudged,
        case when compared_as = 'relative' then nullif(abs(base_value), 0) else 1 end as scale,
        -- Given both counts' sum, the count in this period is binomial under equal daily rates.
        (value + base_value)::bigint as both_count,
        working_day_count / (working_day_count + base_working_day_count) as equal_share,
        working_day_count * (1 + noticeable_change) / (
            working_day_count * (1 + noticeable_change) + base_working_day_count
        ) as upper_share,
        working_day_count * (1 - noticeable_change) / (
            working_day_count * (1 - noticeable_change) + base_working_day_count
        ) as lower_share

    from beside_series

),

-- The binomial's tails are summed up to 400 cases; beyond, the normal curve is as good.
judged as (

    select
        *,
        case
            when kind = 'share' and not is_overlapping then value - base_value - sqrt(
                (value - low_90) ^ 2 + (base_high_90 - base_value) ^ 2
            )
            when kind in ('mean', 'series')
                then change - 1.645 * sqrt(2) * moving_range / 1.128 / scale
        end as low,
        case
            when kind = 'share' and not is_overlapping then value - base_value + sqrt(
                (high_90 - value) ^ 2 + (base_value - base_low_90) ^ 2
            )
            when kind in ('mean', 'series')
                then change + 1.645 * sqrt(2) * moving_range / 1.128 / scale
        end as high,
        case
            when kind != 'count' or why_unjudged is not null then false
            when both_count > 400
                then (value - 0.5 - both_count * equal_share)
                / sqrt(both_count * equal_share * (1 - equal_share)) > 1.645
            else list_sum(list_transform(
                range(value::bigint, both_count + 1),
                lambda cases: exp(
                    lgamma(both_count + 1) - lgamma(cases + 1) - lgamma(both_count - cases + 1)
                    + cases * ln(equal_share) + (both_count - cases) * ln(1 - equal_share)
                )
            )) < 0.05
        end as is_count_above,
        case
            when kind != 'count' or why_unjudged is not null then false
            when both_count > 400
                then (value + 0.5 - both_count * equal_share)
                / sqrt(both_count * equal_share * (1 - equal_share)) < -1.645
            else list_sum(list_transform(
                range(0, value::bigint + 1),
                lambda cases: exp(
                    lgamma(both_count + 1) - lgamma(cases + 1) - lgamma(both_count - cases + 1)
                    + cases * ln(equal_share) + (both_count - cases) * ln(1 - equal_share)
                )
            )) < 0.05
        end as is_count_below,
        -- So narrow an interval takes thousands of cases.
        case
            when kind != 'count' or why_unjudged is not null or both_count <= 400 then false
            else (value + 0.5 - both_count * upper_share)
                / sqrt(both_count * upper_share * (1 - upper_share)) < -1.645
            and (value - 0.5 - both_count * lower_share)
                / sqrt(both_count * lower_share * (1 - lower_share)) > 1.645
        end as is_count_within

    from measured

),

final as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        base,
        base_start_date,
        base_label,
        is_so_far,
        value,
        base_value,
        change,
        compared_as,
        noticeable_change,
        low,
        high,
        case
            when reached_date is not null then 'unclear'
            when change is null or why_unjudged is not null then 'unclear'
            when is_both_zero then 'flat'
            when kind = 'fact' and abs(change) < noticeable_change then 'flat'
            when kind = 'fact' and change > 0 then 'up'
            when kind = 'fact' then 'down'
            when kind = 'count' and is_count_above and change >= noticeable_change then 'up'
            when kind = 'count' and is_count_below and change <= -noticeable_change then 'down'
            when kind = 'count' and is_count_within then 'flat'
            when kind = 'count' then 'unclear'
            when low > 0 and change >= noticeable_change then 'up'
            when high < 0 and change <= -noticeable_change then 'down'
            when low > -noticeable_change and high < noticeable_change then 'flat'
            else 'unclear'
        end as trend,
        case
            when value is null or base_value is null then 'one of the two values is not known'
            when reached_date is not null then 'records end on ' || reached_date
            when change is null then 'the base is zero'
            when why_unjudged is not null then why_unjudged
            when is_both_zero then 'both are zero'
        end as reason,
        case
            when kind = 'share' and is_overlapping then 'no test: no two samples'
            when kind = 'share' then 'Newcombe, 90 %'
            when kind = 'count' then 'exact binomial per working day, 90 %'
            when kind in ('mean', 'series') then 'moving range of the series, 90 %'
            else 'no test: all of it is counted'
        end as test,
        better,
        reached_date

    from judged

)

select * from final
