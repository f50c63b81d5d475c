-- Entity:  tasks
-- Key:     task_id
-- Private: title and text, unless a workspace's mapping selects the title
-- Keep:    versions
-- Answers: what is to be done, for whom, by whom, until when?

create table raw.tasks (
    task_id        varchar not null,
    tenant_id      varchar,             -- null: about no tenant
    person_id      varchar,             -- whose it is; null: nobody's yet
    kind           varchar,             -- follow_up, renewal, onboarding, support, risk, other
    title          varchar,             -- null: private
    status         varchar not null,    -- open, in_progress, done, cancelled
    priority       varchar,             -- urgent, high, normal, low
    due_date       date,
    created_at     timestamp not null,  -- UTC
    completed_at   timestamp            -- UTC
);
