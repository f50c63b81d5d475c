-- Grain:   source
-- Unit:    rows; instants in UTC
-- Source:  sources, loads and entities through staging; calls
-- Answers: how far does each source's data reach, and how many rows came in or were rejected?

with

sources as (

    select * from stg_sources

),

-- A file is loaded once and counts for ever; a table is read whole, so its last reading counts.
counted_loads as (

    select
        source,
        loaded_count,
        rejected_count,
        loaded_at

    from stg_loads

    qualify
        file_hash is not null
        or row_number() over (
            partition by source, entity, file_hash
            order by load_id desc
        ) = 1

),

loads as (

    select
        source,
        sum(loaded_count)::bigint as loaded_count,
        sum(rejected_count)::bigint as rejected_count,
        max(loaded_at) as last_loaded_at

    from counted_loads

    group by source

),

newest_calls as (

    select
        source,
        max(started_at) as newest_at

    from calls

    group by source

),

final as (

    select
        sources.source,
        sources.kind,
        sources.has_wait,
        sources.has_offers,
        sources.has_hold,
        sources.has_wrap_up,
        sources.has_talk_in_queue_calls,
        sources.has_unanswered,
        sources.has_transfers,
        sources.has_call_ids,
        coalesce(loads.loaded_count, 0) as loaded_count,
        coalesce(loads.rejected_count, 0) as rejected_count,
        newest_calls.newest_at,
        loads.last_loaded_at,
        source_rules.max_age_hours,
        source_rules.is_required

    from sources

    left join loads
        on sources.source = loads.source

    left join newest_calls
        on sources.source = newest_calls.source

    left join source_rules
        on sources.source = source_rules.source

)

select * from final
