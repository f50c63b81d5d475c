-- Grain:   scope_kind, scope_id, grain, period_start_date, metric_id
-- Unit:    points from 0 to 100; weight as a share of all weights; added_points as the score's
-- Source:  performance_components; performance_scores
-- Answers: how does each component bring the performance score about, or what keeps it from one?
-- Kept as: view

with

final as (

    select
        components.scope_kind,
        components.scope_id,
        components.grain,
        components.period_start_date,
        components.metric_id,

        components.value,
        components.sample_count,
        components.poor,
        components.good,
        components.minimum_sample,
        components.weight,
        components.score as points,
        -- What is missing is left out, so the others weigh the more; they add up to the score.
        -- Where there is no score, nothing adds to it.
        case
            when scores.score is not null
                then components.weight * components.score / nullif(scores.coverage, 0)
        end as added_points,
        components.reason

    from performance_components as components

    inner join performance_scores as scores
        on components.scope_kind = scores.scope_kind
        and components.scope_id = scores.scope_id
        and components.grain = scores.grain
        and components.period_start_date = scores.period_start_date

)

select * from final
