-- Grain:   source
-- Unit:    one row a source
-- Source:  raw.sources
-- Answers: which sources are there, and what can each one know about a call?

select
    source,
    kind,
    format,
    time_zone,
    has_wait,
    has_offers,
    has_hold,
    has_wrap_up,
    has_talk_in_queue_calls,
    has_unanswered,
    has_transfers,
    has_call_ids,
    has_hold_in_talk

from raw.sources
