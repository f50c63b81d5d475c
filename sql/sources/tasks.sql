-- Entity:  tasks
-- Source:  Postgres table tasks; a workspace that wants the titles selects tasks.title
-- Answers: what is to be done, for whom, by whom, until when?

select
    tasks.id::text as task_id,
    tasks.customer_id::text as tenant_id,
    tasks.assignee_id::text as person_id,
    tasks.task_type as kind,
    null::text as title,
    tasks.status,
    tasks.priority,
    tasks.due_date,
    tasks.created_at,
    tasks.completed_at

from tasks
