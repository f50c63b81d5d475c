-- Entity:  stakeholders
-- Key:     stakeholder_id
-- Private: telephone number: kept as keyed hash and mask; notes: not selected
-- Keep:    versions
-- Answers: whom do we know at a tenant, in which role, and how well?

create table raw.stakeholders (
    stakeholder_id        varchar not null,
    tenant_id             varchar not null,
    name                  varchar not null,
    email                 varchar,          -- where an introduction goes; null: not known
    role                  varchar,          -- sponsor, champion, admin, user, billing
    relationship_strength integer,          -- 1 to 5; null: not rated
    is_primary            boolean,
    from_date             date,
    left_date             date,             -- first day on which they are gone
    party_hash            varchar,          -- keyed hash of their number
    party_masked          varchar
);
