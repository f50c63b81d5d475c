-- Entity:  deals
-- Key:     deal_id
-- Private: name and notes: not selected
-- Keep:    versions
-- Answers: which opportunities are open, won or lost, worth how much, and whose are they?

create table raw.deals (
    deal_id             varchar not null,
    person_id           varchar,             -- whose it is now; null: nobody's
    lead_id             varchar,
    tenant_id           varchar,             -- an existing customer, or the one that it became
    lead_type           varchar,
    stage               varchar not null,    -- as the application calls it
    stage_ratio         decimal(9, 6),       -- chance of winning in this stage, 0 to 1
    status              varchar not null,    -- open, won, lost
    lost_reason         varchar,
    amount              decimal(18, 2),      -- in currency_code; null: not estimated yet
    currency_code       varchar,
    opened_at           timestamp not null,  -- UTC
    closed_at           timestamp,           -- UTC; null: open
    expected_close_date date,
    touched_at          timestamp            -- UTC; when somebody last worked on it
);
