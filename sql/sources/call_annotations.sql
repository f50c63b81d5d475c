-- Entity:  call_annotations
-- Source:  Postgres table call_center_records; the calls themselves come from the 3CX export
-- Answers: what did the application record about a call: its type, outcome, satisfaction?

select
    call_center_records.id::text as annotation_id,
    '3cx' as source,
    call_center_records.call_id,
    -- A call that nobody answered has an empty address, not a missing one.
    case when call_center_records.agent_email <> '' then 'email' end as agent_kind,
    lower(nullif(call_center_records.agent_email, '')) as agent_value,
    call_center_records.call_start_time as started_at,
    call_center_records.call_type,
    call_center_records.call_outcome as outcome,
    call_center_records.customer_satisfaction_score as csat_score

from call_center_records
