-- Grain:   shift_id
-- Unit:    as in the contract
-- Source:  raw.shifts
-- Answers: when was an agent to work, and when did they?

select
    shift_id,
    source,
    agent_kind,
    agent_value,
    location_id,
    shift_date,
    status,
    scheduled_start_at,
    scheduled_end_at,
    actual_start_at,
    actual_end_at,
    break_seconds,
    lunch_seconds,
    training_seconds,
    meeting_seconds,
    available_seconds,
    talk_seconds,
    wrap_up_seconds,
    handled_count,
    missed_count,
    call_target,
    appointment_target,
    quality_target

from raw.shifts

where seen_until_run_id is null and not is_deleted
