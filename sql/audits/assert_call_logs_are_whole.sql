-- Answers:    is every 3CX call log whole? The console writes 20,000 rows at most (80,000 where
--             that was raised): a file with exactly so many probably lacks the oldest ones. Export
--             the period again in parts.
-- On failure: warn

with

latest_loads as (

    select
        stg_loads.source,
        stg_loads.file_hash,
        stg_loads.loaded_at,
        stg_loads.loaded_count + stg_loads.rejected_count as row_count

    from stg_loads

    inner join stg_sources
        on stg_loads.source = stg_sources.source

    cross join run_settings

    where
        stg_sources.format = '3cx-call-log'
        and stg_loads.entity = 'call_lines'
        and stg_loads.loaded_at >= run_settings.as_of_at - interval 35 days

)

select
    source,
    left(file_hash, 12) as file_hash,
    loaded_at,
    row_count,
    'the most rows that the console exports: the oldest are probably missing' as what

from latest_loads

where row_count in (20000, 80000)

union all

select
    stg_rejects.source,
    null as file_hash,
    null as loaded_at,
    stg_rejects.reject_count as row_count,
    stg_rejects.reason as what

from stg_rejects

inner join stg_sources
    on stg_rejects.source = stg_sources.source

where
    stg_sources.format = '3cx-call-log'
    and stg_rejects.reason like 'the Totals row counts %'
