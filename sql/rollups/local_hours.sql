-- Grain:   calendar_id, local_date, local_hour
-- Unit:    calendar_id is a location, or empty for the workspace
-- Source:  locations, through stg_locations; run_settings; working_days; outbound_by_hour
-- Answers: which hours did each local day have that have begun, where clocks are put forward and
--          back?

with

first_calls as (

    select min(local_date) as first_date from outbound_by_hour

),

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

zone_hours as (

    select
        zones.time_zone,
        timezone(zones.time_zone, working_days.day_date + to_hours(hours.local_hour)) as began_at,
        working_days.day_date + to_hours(hours.local_hour) as local_at

    from (select distinct time_zone from calendars) as zones

    cross join working_days

    cross join range(24) as hours (local_hour)

    cross join first_calls

    -- A period that the first call lies in is counted from its start.
    where working_days.day_date >= first_calls.first_date - interval 3 months

),

-- An hour that is left out comes back from UTC as the one after it. One that comes twice is one.
final as (

    select
        calendars.calendar_id,
        zone_hours.local_at::date as local_date,
        hour(zone_hours.local_at)::utinyint as local_hour

    from zone_hours

    cross join run_settings

    inner join calendars
        on zone_hours.time_zone = calendars.time_zone

    where
        timezone(zone_hours.time_zone, zone_hours.began_at) = zone_hours.local_at
        and timezone('UTC', zone_hours.began_at) < run_settings.as_of_at

)

select * from final
