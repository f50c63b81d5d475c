-- Grain:   closing_date
-- Unit:    local days of the workspace: the state is that at the start of the day
-- Source:  run_settings; periods; working_days
-- Answers: on which days are the states of tenants taken?

with

-- The grid is the same whatever period is asked for, so that what depends on the path until a day,
-- such as a health band, does too: weeks and months, days for the last 100.
grid as (

    select working_days.day_date as closing_date

    from working_days

    cross join run_settings

    where
        working_days.day_date <= run_settings.as_of_date
        and working_days.day_date >= run_settings.as_of_date - interval 37 months
        and (
            isodow(working_days.day_date) = run_settings.week_start_isodow
            or day(working_days.day_date) = 1
            or working_days.day_date > run_settings.as_of_date - 100
        )

),

closings as (

    select closing_date from grid

    union

    select periods.closing_date

    from periods

    where periods.has_states

),

final as (

    select
        closings.closing_date,
        grid.closing_date is not null as is_grid

    from closings

    left join grid
        on closings.closing_date = grid.closing_date

)

select * from final
