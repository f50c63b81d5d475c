-- Entity:  trainings
-- Key:     training_id
-- Keep:    versions
-- Answers: who took which training, for how long, and was it finished or certified?

create table raw.trainings (
    training_id        varchar not null,
    source             varchar not null,  -- the telephone source in which the agent is known
    agent_kind         varchar not null,
    agent_value        varchar not null,
    course             varchar not null,
    status             varchar not null,  -- planned, started, completed, failed
    is_certification   boolean not null,
    duration_seconds   integer,           -- time spent so far
    score              decimal(5, 2),     -- 0 to 100
    started_date       date,
    completed_date     date,
    expires_date       date               -- first day on which a certificate no longer holds
);
