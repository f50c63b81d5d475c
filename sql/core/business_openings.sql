-- Grain:   calendar_id, opened_at
-- Unit:    calendar_id is a location, or empty for the workspace; instants in UTC
-- Source:  the seeds business_hours and holidays; locations, through stg_locations; working_days
-- Answers: when is each location open, and how many open seconds lie before an opening?

-- The open seconds between two instants are the difference of their clocks: seconds_before of the
-- last opening, plus what has passed of it. So no row needs a walk over the days in between.
with

calendars as (

    select
        location_id as calendar_id,
        time_zone

    from stg_locations

    union all

    select
        '' as calendar_id,
        time_zone

    from run_settings

),

-- A location with hours of its own has only those.
hours as (

    select
        calendars.calendar_id,
        calendars.time_zone,
        business_hours.isodow,
        business_hours.opens,
        business_hours.closes

    from calendars

    inner join business_hours
        on coalesce(business_hours.location_id::varchar, '') = case
            when calendars.calendar_id in (select location_id::varchar from business_hours)
                then calendars.calendar_id
            else ''
        end

),

openings as (

    select
        hours.calendar_id,
        working_days.day_date as local_date,
        timezone('UTC', timezone(hours.time_zone, working_days.day_date + hours.opens))
            as opened_at,
        timezone('UTC', timezone(hours.time_zone, working_days.day_date + hours.closes))
            as closed_at

    from hours

    inner join working_days
        on hours.isodow = isodow(working_days.day_date)

    anti join holidays
        on working_days.day_date = holidays.holiday_date
        and coalesce(holidays.location_id, hours.calendar_id) = hours.calendar_id

),

final as (

    select
        calendar_id,
        local_date,
        opened_at,
        closed_at,
        coalesce(
            sum(date_diff('second', opened_at, closed_at)) over (
                partition by calendar_id
                order by opened_at
                rows between unbounded preceding and 1 preceding
            ),
            0
        )::bigint as seconds_before

    from openings

)

select * from final
