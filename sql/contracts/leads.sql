-- Entity:  leads
-- Key:     lead_id
-- Private: name, address and notes: not selected; telephone number: kept as keyed hash and mask
-- Keep:    versions
-- Answers: which leads are there, of which type, whose are they, and how far did they come?

create table raw.leads (
    lead_id            varchar not null,
    person_id          varchar,             -- whose it is now; null: nobody's
    lead_type          varchar,             -- referral, website, event, cold_list ...
    stage              varchar not null,    -- as the application calls it
    status             varchar not null,    -- open, won, lost
    lost_reason        varchar,
    tenant_id          varchar,             -- the customer that it became
    created_at         timestamp not null,  -- UTC
    first_contacted_at timestamp,           -- UTC; null: not yet
    party_hash         varchar,             -- keyed hash of their number: brings calls to the lead
    party_masked       varchar
);
