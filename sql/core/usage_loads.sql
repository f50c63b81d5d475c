-- Grain:   load_id
-- Unit:    instants in UTC; local_date of the workspace; age_seconds from the newest record known
--          after the load
-- Source:  loads of usage_events and usage_daily, through stg_loads
-- Answers: how old was the newest usage each time that some was read?

with

-- A load of an older range brings nothing newer. An instant after the load is a wrong clock, which
-- tells nothing of how far the reading came.
loads as (

    select
        stg_loads.load_id,
        stg_loads.entity,
        stg_loads.source,
        stg_loads.loaded_at,
        timezone(run_settings.time_zone, timezone('UTC', stg_loads.loaded_at))::date as local_date,
        max(
            case when stg_loads.newest_at <= stg_loads.loaded_at then stg_loads.newest_at end
        ) over (
            partition by stg_loads.source, stg_loads.entity
            order by stg_loads.loaded_at, stg_loads.load_id
        ) as newest_at

    from stg_loads

    cross join run_settings

    where stg_loads.entity in ('usage_events', 'usage_daily')

),

final as (

    select
        load_id,
        entity,
        source,
        local_date,
        loaded_at,
        newest_at,
        epoch(loaded_at - newest_at)::bigint as age_seconds

    from loads

)

select * from final
