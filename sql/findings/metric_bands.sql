-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    score from 0 to 100
-- Source:  metric_values; the seeds bands and banded_metrics
-- Answers: in which performance band is a score from 0 to 100?
-- Kept as: view

-- CC-10 and KPI.md, section 8. Limits are half-open, on the exact value: 89.5 and 89.99 are good.
-- Bands are for scores where 100 is perfect and which the seed names; the answer rate, say, is
-- none.

with

scores as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        metric_values.value * banded_metrics.points_per_unit as score

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
        bands.band

    from scores

    inner join bands
        on scores.score >= coalesce(bands.from_score, scores.score)
        and (scores.score < bands.below_score or bands.below_score is null)

)

select * from final
