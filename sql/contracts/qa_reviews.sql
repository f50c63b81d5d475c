-- Entity:  qa_reviews
-- Key:     qa_review_id
-- Private: strengths, improvement areas, coaching points and other free text: not selected
-- Keep:    versions
-- Answers: how did a reviewer score a call, item by item, and was it talked over with the agent?

create table raw.qa_reviews (
    qa_review_id               varchar not null,
    source                     varchar not null,  -- the telephone source of the call
    annotation_id              varchar,           -- the call's annotation
    call_id                    varchar,           -- the call's id in the telephone source
    agent_kind                 varchar not null,
    agent_value                varchar not null,
    reviewer_kind              varchar,
    reviewer_value             varchar,
    review_date                date not null,
    -- random, targeted, complaint_follow_up, new_agent, coaching
    type                       varchar not null,
    status                     varchar not null,  -- draft, completed, discussed_with_agent
    greeting_professionalism   integer,           -- 1 to 5, as all eight; null: not applicable
    active_listening           integer,
    problem_resolution         integer,
    product_knowledge          integer,
    communication_clarity      integer,
    empathy_patience           integer,
    call_control               integer,
    closing_effectiveness      integer,
    has_critical_error         boolean,           -- null: not looked for
    is_recognised              boolean,           -- worth a recognition
    is_follow_up_review_needed boolean,
    follow_up_due_date         date,
    discussed_date             date,
    is_acknowledged            boolean            -- by the agent
);
