-- Entity:  call_annotations
-- Answers: the export holds the callers' satisfaction beside the call

select
    "Call Id" as annotation_id,
    'calls-export' as source,
    "Call Id" as call_id,
    'display_name' as agent_kind,
    "Agent" as agent_value,
    null as started_at,
    "Topic" as call_type,
    case "Resolved" when 'Y' then 'resolved' when 'N' then 'not_resolved' end as outcome,
    "Satisfaction rating"::integer as csat_score,
    null as direction,
    null as status,
    null as answered_by,
    null as priority,
    null as audited_outcome,
    null as quality_score,
    null as appointment_count,
    null as appointment_kind,
    null as appointment_date,
    case "Resolved" when 'Y' then true when 'N' then false end as is_first_call_resolved,
    null as is_escalated,
    null as is_complaint,
    null as is_follow_up_required,
    null as follow_up_due_date,
    null as follow_up_done_at,
    null as is_recorded,
    null as is_recording_reviewed,
    null as hold_seconds,
    null as wrap_up_seconds,
    null as transfer_count,
    null as shift_id,
    null as campaign_id,
    null as updated_at,
    null as is_resolved_in_survey

from read_csv(
    getvariable('folder') || '/Call_Center_Dataset.csv',
    header = true,
    all_varchar = true
)
