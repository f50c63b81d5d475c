-- Entity:  lead_stages
-- Key:     lead_stage_id
-- Private: notes: not selected
-- Keep:    events
-- Answers: when did a lead come into which stage, and whose was it then?

create table raw.lead_stages (
    lead_stage_id varchar not null,
    lead_id       varchar not null,
    stage         varchar not null,    -- as the application calls it
    is_converted  boolean not null,    -- a lead in this stage counts as converted
    person_id     varchar,             -- whose the lead was: who gets the credit
    objection     varchar,             -- what was said against, where the move names it
    entered_at    timestamp not null   -- UTC
);
