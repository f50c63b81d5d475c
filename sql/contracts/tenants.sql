-- Entity:  tenants
-- Key:     tenant_id
-- Keep:    versions
-- Answers: who are our customer organisations?

create table raw.tenants (
    tenant_id         varchar not null,
    name              varchar not null,
    segment           varchar,
    industry          varchar,
    time_zone         varchar,     -- null: the workspace's zone
    parent_id         varchar,     -- the billing parent, mostly itself a tenant: one logo
    renewal_date      date,
    seats             integer,     -- contracted; null: not known
    status            varchar,
    provisioned_seats integer,     -- users with an account
    plan              varchar,
    plan_features     varchar[],   -- the key features of the plan
    merged_into_id    varchar,     -- the tenant that took this one over: one customer
    merged_date       date,
    is_sandbox        boolean,     -- no customer: for tests or demonstrations
    created_date      date,        -- a new account until it is 60 days old
    notice_date       date,        -- day on which it gave notice; null: it has not
    unpaid_since_date date         -- due date of its oldest unpaid invoice
);
