-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    loads; seconds
-- Source:  usage_loads; periods
-- Answers: how old was the newest usage when it was read, in each period since the first reading?

with

known as (

    select min(local_date) as first_load_date from usage_loads

),

final as (

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        periods.grain,
        periods.period_start_date,

        count(usage_loads.load_id) as load_count,
        count(usage_loads.age_seconds) as dated_count,
        -- The age of a load that there was, by nearest rank: of few loads, the greatest.
        quantile_disc(usage_loads.age_seconds, 0.95) as usage_age_p95_seconds

    from periods

    inner join known
        on periods.period_end_date > known.first_load_date

    left join usage_loads
        on periods.period_start_date <= usage_loads.local_date
        and periods.period_end_date > usage_loads.local_date

    group by periods.grain, periods.period_start_date

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
