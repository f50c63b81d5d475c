-- Grain:   source, leg_id
-- Unit:    as in the contract
-- Source:  raw.call_lines
-- Answers: what does each line of a telephone export say?

select
    source,
    leg_id,
    call_id,
    format,
    sequence_number,
    history_number,
    event,
    event_reason,
    previous_leg_id,
    next_leg_id,
    direction,
    started_at,
    answered_at,
    ended_at,
    updated_at,
    duration_seconds,
    ring_seconds,
    wait_seconds,
    talk_seconds,
    hold_seconds,
    wrap_up_seconds,
    status,
    application,
    termination_reason,
    termination_detail,
    change_reason,
    from_type,
    to_type,
    final_type,
    from_extension,
    to_extension,
    final_extension,
    queue_id,
    agent_kind,
    agent_value,
    party_hash,
    party_masked,
    dialled_hash,
    chain_extensions,
    repairs

from raw.call_lines
