-- Grain:   source, call_id
-- Unit:    as in the contract
-- Source:  raw.calls
-- Answers: which calls does a call table know?

select
    source,
    call_id,
    direction,
    queue_id,
    agent_kind,
    agent_value,
    party_hash,
    party_masked,
    started_at,
    answered_at,
    ended_at,
    is_answered,
    wait_seconds,
    talk_seconds,
    hold_seconds,
    wrap_up_seconds,
    is_transferred

from raw.calls
