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
    csat_score

from raw.call_annotations
