-- Grain:   scope_kind, scope_id, grain, period_start_date, weekday, local_hour
-- Unit:    weekday 1 is Monday; day_count in days; null: the period has no such hour yet, or at all
-- Source:  outbound_by_hour; local_hours; periods; scopes
-- Answers: on which weekdays and hours did a scope place its calls, for each such day there was?
-- Kept as: view

with

wanted_periods as (

    select
        grain,
        period_start_date,
        period_end_date

    from periods

    where grain in ('week', 'month', 'quarter')

),

days_of_hours as (

    select
        wanted_periods.grain,
        wanted_periods.period_start_date,
        local_hours.calendar_id,
        isodow(local_hours.local_date) as weekday,
        local_hours.local_hour,
        count(*) as day_count

    from wanted_periods

    inner join local_hours
        on local_hours.local_date >= wanted_periods.period_start_date
        and local_hours.local_date < wanted_periods.period_end_date

    group by
        wanted_periods.grain,
        wanted_periods.period_start_date,
        local_hours.calendar_id,
        isodow(local_hours.local_date),
        local_hours.local_hour

),

placed as (

    select
        wanted_periods.grain,
        wanted_periods.period_start_date,
        outbound_by_hour.location_id,
        outbound_by_hour.team_id,
        outbound_by_hour.person_id,
        isodow(outbound_by_hour.local_date) as weekday,
        outbound_by_hour.local_hour,
        outbound_by_hour.outbound_count,
        outbound_by_hour.connect_known_count,
        outbound_by_hour.connected_count

    from wanted_periods

    inner join outbound_by_hour
        on outbound_by_hour.local_date >= wanted_periods.period_start_date
        and outbound_by_hour.local_date < wanted_periods.period_end_date

),

calls_by_scope as (

    select
        case grouping(location_id, team_id, person_id)
            when 7 then 'organization'
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end::scope_kind as scope_kind,
        case grouping(location_id, team_id, person_id)
            when 7 then 'all'
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,
        weekday,
        local_hour,
        sum(outbound_count)::bigint as call_count,
        sum(connect_known_count)::bigint as connect_known_count,
        sum(connected_count)::bigint as connected_count

    from placed

    group by
        weekday,
        local_hour,
        grouping sets (
            (grain, period_start_date),
            (grain, period_start_date, location_id),
            (grain, period_start_date, team_id),
            (grain, period_start_date, person_id),
            (grain, period_start_date, team_id, person_id)
        )

),

-- A whole week of cells for each scope that placed a call in the period.
cells as (

    select distinct
        calls_by_scope.scope_kind,
        calls_by_scope.scope_id,
        coalesce(scopes.location_id, '') as calendar_id,
        calls_by_scope.grain,
        calls_by_scope.period_start_date,
        weekdays.weekday,
        hours.local_hour

    from calls_by_scope

    left join scopes
        on calls_by_scope.scope_kind = scopes.scope_kind
        and calls_by_scope.scope_id = scopes.scope_id

    cross join range(1, 8) as weekdays (weekday)

    cross join range(24) as hours (local_hour)

    where calls_by_scope.scope_id is not null

),

final as (

    select
        cells.scope_kind,
        cells.scope_id,
        cells.grain,
        cells.period_start_date,
        cells.weekday::integer as weekday,
        cells.local_hour::integer as local_hour,
        days_of_hours.day_count,
        case
            when days_of_hours.day_count is not null or calls_by_scope.call_count is not null
                then coalesce(calls_by_scope.call_count, 0)
        end as call_count,
        coalesce(calls_by_scope.call_count, 0) / nullif(days_of_hours.day_count, 0)
            as calls_per_day,
        calls_by_scope.connect_known_count,
        calls_by_scope.connected_count

    from cells

    left join days_of_hours
        on cells.calendar_id = days_of_hours.calendar_id
        and cells.grain = days_of_hours.grain
        and cells.period_start_date = days_of_hours.period_start_date
        and cells.weekday = days_of_hours.weekday
        and cells.local_hour = days_of_hours.local_hour

    left join calls_by_scope
        on cells.scope_kind = calls_by_scope.scope_kind
        and cells.scope_id = calls_by_scope.scope_id
        and cells.grain = calls_by_scope.grain
        and cells.period_start_date = calls_by_scope.period_start_date
        and cells.weekday = calls_by_scope.weekday
        and cells.local_hour = calls_by_scope.local_hour

)

select * from final
