-- Grain:   local_date, person_id
-- Unit:    away_share of the day, from 0 to 1
-- Source:  absences, through stg_absences; run_settings
-- Answers: on which days was whom away, and for how much of the day?

with

days as (

    select
        absences.person_id,
        absences.day_share,
        unnest(generate_series(
            absences.from_date::timestamp,
            least(absences.to_date, run_settings.as_of_date)::timestamp - interval 1 day,
            interval 1 day
        ))::date as local_date

    from stg_absences as absences

    cross join run_settings

    where coalesce(absences.is_approved, true)

),

away as (

    select
        local_date,
        person_id,
        sum(coalesce(day_share, 1)) as away_share

    from days

    group by local_date, person_id

),

final as (

    select
        local_date,
        person_id,
        least(away_share, 1)::decimal(7, 6) as away_share

    from away

)

select * from final
