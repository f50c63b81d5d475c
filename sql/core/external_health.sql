-- Grain:   tenant_id, scored_date
-- Unit:    score from 0 to 100; local days of the workspace; the last score of a day
-- Source:  health_scores, through stg_health_scores
-- Answers: which score did another system give a tenant on a day?

with

dated as (

    select
        stg_health_scores.tenant_id,
        timezone(run_settings.time_zone, timezone('UTC', stg_health_scores.scored_at))::date
            as scored_date,
        stg_health_scores.scored_at,
        stg_health_scores.score::double as score,
        lower(stg_health_scores.band) as band,
        stg_health_scores.model_version

    from stg_health_scores

    cross join run_settings

    where stg_health_scores.scored_at <= run_settings.as_of_at

),

final as (

    select
        tenant_id,
        scored_date,
        arg_max(score, scored_at) as score,
        arg_max(band, scored_at) as band,
        arg_max(model_version, scored_at) as model_version

    from dated

    group by tenant_id, scored_date

)

select * from final
