-- Grain:   annotation_id
-- Unit:    as in the contract
-- Source:  raw.call_annotations
-- Answers: what was recorded about a call by people or the application?

select
    annotation_id,
    source,
    call_id,
    agent_kind,
    agent_value,
    started_at,
    call_type,
    outcome,
    csat_score,
    direction,
    status,
    answered_by,
    priority,
    audited_outcome,
    quality_score,
    appointment_count,
    appointment_kind,
    appointment_date,
    is_first_call_resolved,
    is_escalated,
    is_complaint,
    is_follow_up_required,
    follow_up_due_date,
    follow_up_done_at,
    is_recorded,
    is_recording_reviewed,
    hold_seconds,
    wrap_up_seconds,
    transfer_count,
    shift_id,
    campaign_id,
    updated_at,
    is_resolved_in_survey

from raw.call_annotations
