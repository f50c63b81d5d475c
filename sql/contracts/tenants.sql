-- Entity:  tenants
-- Key:     tenant_id
-- Keep:    versions
-- Answers: who are our customer organisations?

create table raw.tenants (
    tenant_id    varchar not null,
    name         varchar not null,
    segment      varchar,
    industry     varchar,
    time_zone    varchar,              -- null: the workspace's zone
    parent_id    varchar,              -- the billing parent, itself a tenant
    renewal_date date,
    seats        integer,
    status       varchar
);
