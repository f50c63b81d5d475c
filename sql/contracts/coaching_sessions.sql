-- Entity:  coaching_sessions
-- Key:     coaching_session_id
-- Private: notes and agreements: not selected
-- Keep:    versions
-- Answers: who was coached by whom, when, on what?

create table raw.coaching_sessions (
    coaching_session_id varchar not null,
    source              varchar not null,    -- the telephone source in which the agent is known
    agent_kind          varchar not null,
    agent_value         varchar not null,
    coach_kind          varchar,
    coach_value         varchar,
    topic               varchar,             -- such as a QA item: call_control ...
    status              varchar not null,    -- planned, held, cancelled
    qa_review_id        varchar,             -- the review that led to it
    duration_seconds    integer,
    held_at             timestamp not null,  -- UTC; for when it is planned, until it was held
    follow_up_due_date  date
);
