-- Grain:   training_id
-- Unit:    as in the contract
-- Source:  raw.trainings
-- Answers: who took which training?

select
    training_id,
    source,
    agent_kind,
    agent_value,
    course,
    status,
    is_certification,
    duration_seconds,
    score,
    started_date,
    completed_date,
    expires_date

from raw.trainings

where seen_until_run_id is null and not is_deleted
