-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    low and high as the value; null where it is no share of counted things
-- Source:  metric_values; metrics
-- Answers: which rates could be behind a share of so few or many counted things?
-- Kept as: view

-- KPI.md, 3.5 and 10.2: Wilson's interval, at 90 % for a comparison of two shares, at 95 % to be
-- told with one. A value is a share where its sample is its denominator: so many of so many counted
-- ones. Of money nothing is a sample (10.3).

with

shares as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        metric_values.numerator,
        metric_values.denominator,
        metric_values.value,
        metric_values.sample_count,
        metric_values.reason,
        coalesce(
            metrics.unit = 'ratio'
            and metrics.ratio_of is null
            -- Parts of a logo, thirds for example, add up but for the twelfth digit.
            and abs(metric_values.denominator - metric_values.sample_count) < 0.000001
            and metric_values.numerator between 0 and metric_values.denominator,
            false
        ) as is_share

    from metric_values

    inner join metrics
        on metric_values.metric_id = metrics.metric_id

),

-- One formula for z = 1.645 (90 %) and z = 1.959964 (95 %).
wilson as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        numerator,
        denominator,
        value,
        sample_count,
        reason,
        is_share,
        case
            when is_share and value is not null
                then list_transform(
                    [1.645::double, 1.959964::double],
                    lambda z: {
                        'middle': (numerator + 0.5 * z ^ 2) / nullif(sample_count + z ^ 2, 0),
                        'reach': z * sqrt(
                            numerator * (sample_count - numerator) / nullif(sample_count, 0)
                            + 0.25 * z ^ 2
                        ) / nullif(sample_count + z ^ 2, 0)
                    }
                )
        end as around,
        -- Of none and of all the formula ends there, but for a hair.
        list_transform(
            around,
            lambda each: {
                'low': case
                    when numerator = 0 then 0
                    else greatest(each.middle - each.reach, 0)
                end,
                'high': case
                    when numerator = sample_count then 1
                    else least(each.middle + each.reach, 1)
                end
            }
        ) as intervals

    from shares

),

final as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,

        numerator,
        denominator,
        value,
        sample_count,
        reason,
        is_share,
        intervals[1].low as low_90,
        intervals[1].high as high_90,
        intervals[2].low as low_95,
        intervals[2].high as high_95

    from wilson

)

select * from final
