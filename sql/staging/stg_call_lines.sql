-- Grain:   source, leg_id
-- Unit:    as in the contract
-- Source:  raw.call_lines
-- Answers: what does each line of a telephone export say?

select
    source,
    leg_id,
    call_id,
    started_at,
    answered_at,
    ended_at,
    duration_seconds,
    termination_reason,
    change_reason,
    from_type,
    to_type,
    final_type,
    from_extension,
    to_extension,
    final_extension,
    party_hash,
    party_masked,
    chain_extensions

from raw.call_lines
