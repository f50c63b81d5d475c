-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    score from 0 to 100; band null: too few cases, reason says so
-- Source:  metric_values; the seeds bands and banded_metrics
-- Answers: in which performance band is a score from 0 to 100?
-- Kept as: view

-- CC-10 and KPI.md, section 8. Limits are half-open, on the exact value: 89.5 and 89.99 are good.
-- Bands are for scores where 100 is perfect and which the seed names; the answer rate, say, is
-- none. Fewer cases than the seed's minimum_sample get no band (G10): five reviews are the quota of
-- an agent (6.6). The activity score has no such number: its cases are the touches made, and few
-- touches are what makes it poor.

with

scores as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        metric_values.value * banded_metrics.points_per_unit as score,
        case
            when coalesce(metric_values.sample_count, 0) < banded_metrics.minimum_sample
                then 'fewer than ' || banded_metrics.minimum_sample || ' in the sample'
        end as reason

    from metric_values

    inner join banded_metrics
        on metric_values.metric_id = banded_metrics.metric_id

    where metric_values.value is not null

),

final as (

    select
        scores.metric_id,
        scores.scope_kind,
        scores.scope_id,
        scores.grain,
        scores.period_start_date,
        scores.score,
        case when scores.reason is null then bands.band end as band,
        scores.reason

    from scores

    inner join bands
        on scores.score >= coalesce(bands.from_score, scores.score)
        and (scores.score < bands.below_score or bands.below_score is null)

)

select * from final
