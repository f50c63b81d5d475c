-- Grain:   source
-- Unit:    one row a source
-- Source:  sources, through stg_sources
-- Answers: what can each source know about a call? A metric that needs what is false here is null.

-- A source that does not say what it knows is taken for one that knows little, as in muster.yaml.
with

final as (

    select
        source,
        coalesce(has_wait, false) as has_wait,
        coalesce(has_offers, false) as has_offers,
        coalesce(has_hold, false) as has_hold,
        coalesce(has_wrap_up, false) as has_wrap_up,
        coalesce(has_talk_in_queue_calls, false) as has_talk_in_queue_calls,
        coalesce(has_unanswered, true) as has_unanswered,
        coalesce(has_transfers, false) as has_transfers,
        coalesce(has_call_ids, true) as has_call_ids,
        coalesce(has_hold_in_talk, false) as has_hold_in_talk

    from stg_sources

)

select * from final
