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
    "Satisfaction rating"::integer as csat_score

from read_csv(
    getvariable('folder') || '/Call_Center_Dataset.csv',
    header = true,
    all_varchar = true
)
