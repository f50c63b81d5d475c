-- Entity:  journals
-- Key:     journal_id
-- Private: summary, notes, concern, resolution, action items, coaching notes: not selected; whether
--          the parts that must be filled are is_complete
-- Keep:    events
-- Answers: which calls did an agent write up, and how far is each journal on its way to approval?

create table raw.journals (
    journal_id            varchar not null,
    source                varchar not null,    -- the telephone source of the call
    annotation_id         varchar,             -- the call's annotation
    call_id               varchar,             -- the call's id in the telephone source
    agent_kind            varchar,
    agent_value           varchar,
    status                varchar not null,    -- draft, submitted, reviewed, approved
    is_complete           boolean,             -- all parts that must be filled are
    tags                  varchar[],
    departments           varchar[],           -- that were consulted
    referral_kind         varchar,             -- null: no referral was made
    is_follow_up_required boolean,
    follow_up_kind        varchar,             -- callback, appointment, provider_review, billing
    follow_up_due_date    date,
    is_commended          boolean,             -- worth a commendation
    reviewer_kind         varchar,
    reviewer_value        varchar,
    review_score          integer,             -- 1 to 100
    created_at            timestamp not null,  -- UTC
    submitted_at          timestamp,           -- UTC
    reviewed_at           timestamp,           -- UTC
    updated_at            timestamp            -- UTC; when the row was last written
);
