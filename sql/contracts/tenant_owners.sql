-- Entity:  tenant_owners
-- Key:     tenant_id, person_id, role, from_date
-- Keep:    versions
-- Answers: who was responsible for a tenant, with which share, from when to when?

create table raw.tenant_owners (
    tenant_id    varchar not null,
    person_id    varchar not null,
    -- The shares of a tenant's permanent csm owners sum to 1 on every day.
    share        decimal(9, 6) not null,
    role         varchar not null,     -- csm, account_manager, backup
    from_date    date not null,
    to_date      date,                 -- first day on which it is no longer theirs
    -- permanent (also null), temporary, coverage: only a permanent owner is credited
    handoff_kind varchar
);
