-- Grain:   local_date, person_id
-- Unit:    away_share of the day, from 0 to 1
-- Source:  absences, through stg_absences; working_days
-- Answers: on which days was whom away, and for how much of the day?

with

away as (

    select
        working_days.day_date as local_date,
        absences.person_id,
        sum(coalesce(absences.day_share, 1)) as away_share

    from working_days

    cross join run_settings

    inner join stg_absences as absences
        on working_days.day_date >= absences.from_date
        and working_days.day_date < absences.to_date

    where
        working_days.day_date < run_settings.as_of_date
        and coalesce(absences.is_approved, true)

    group by working_days.day_date, absences.person_id

),

final as (

    select
        local_date,
        person_id,
        least(away_share, 1)::decimal(7, 6) as away_share

    from away

)

select * from final
