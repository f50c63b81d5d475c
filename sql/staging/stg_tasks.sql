-- Grain:   task_id
-- Unit:    as in the contract
-- Source:  raw.tasks
-- Answers: what is to be done, for whom, by whom?

select
    task_id,
    tenant_id,
    person_id,
    kind,
    title,
    status,
    priority,
    due_date,
    created_at,
    completed_at

from raw.tasks

where seen_until_run_id is null and not is_deleted
