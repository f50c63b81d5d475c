-- Grain:   source
-- Unit:    instants in UTC
-- Source:  sources, loads and watermarks through staging; calls
-- Answers: how far does each source's data reach, and what can it know about a call?

with

sources as (

    select * from stg_sources

),

newest_loads as (

    select
        source,
        max(loaded_at) as last_loaded_at

    from stg_loads

    group by source

),

-- The newest record of each entity that has dates; one in the future tells nothing of how far the
-- reading came.
entity_reaches as (

    select
        source,
        entity,
        max(newest_at) as newest_at

    from (
        select source, entity, newest_at from stg_loads
        union all
        select source, entity, watermark_at from stg_watermarks
    ) as all_reaches

    cross join run_settings

    where all_reaches.newest_at <= run_settings.as_of_at

    group by source, entity

),

-- The entity that reaches furthest speaks for the source: the others were read with it and may have
-- nothing new to tell.
reaches as (

    select
        source,
        max(newest_at) as newest_at

    from entity_reaches

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
        newest_calls.newest_at,
        -- `greatest` passes over nulls.
        greatest(newest_calls.newest_at, reaches.newest_at) as reached_at,
        newest_loads.last_loaded_at,
        source_rules.max_age_hours,
        source_rules.is_required

    from sources

    left join newest_loads
        on sources.source = newest_loads.source

    left join reaches
        on sources.source = reaches.source

    left join newest_calls
        on sources.source = newest_calls.source

    left join source_rules
        on sources.source = source_rules.source

)

select * from final
