-- Grain:   tenant_id, answered_date
-- Unit:    survey_score from 0 to 10, the mean of the day's answers; local days of the workspace
-- Source:  activities, through stg_activities; tenant_successors
-- Answers: when did people of a tenant answer a survey, and how content were they?

with

answers as (

    select
        -- A merged tenant is its successor on all days.
        coalesce(tenant_successors.successor_id, stg_activities.tenant_id) as tenant_id,
        timezone(run_settings.time_zone, timezone('UTC', stg_activities.occurred_at))::date
            as answered_date,
        stg_activities.survey_score

    from stg_activities

    cross join run_settings

    left join tenant_successors
        on stg_activities.tenant_id = tenant_successors.tenant_id

    where
        stg_activities.survey_score is not null
        and stg_activities.tenant_id is not null
        and stg_activities.occurred_at <= run_settings.as_of_at

),

final as (

    select
        tenant_id,
        answered_date,
        avg(survey_score) as survey_score

    from answers

    group by tenant_id, answered_date

)

select * from final
