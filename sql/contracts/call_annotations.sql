-- Entity:  call_annotations
-- Key:     annotation_id
-- Private: caller's number and name, patient identifiers, free text: not selected
-- Keep:    events
-- Answers: what did people or the application record about a call: its type, outcome, satisfaction?

create table raw.call_annotations (
    annotation_id varchar not null,
    source        varchar not null,    -- the telephone source of the call
    call_id       varchar,             -- the call's id there; else matched by agent and time
    agent_kind    varchar,
    agent_value   varchar,
    started_at    timestamp,           -- UTC
    call_type     varchar,
    outcome       varchar,
    csat_score    integer              -- 1 to 5; null: not collected
);
