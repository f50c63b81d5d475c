-- Entity:  tenant_today
-- Key:     tenant_id
-- Keep:    versions
-- Answers: what does a tenant pay a year today, and who looks after it today? In place of
--          subscriptions, arr_history and tenant_owners, where a source knows no past: history
--          begins with the first reading.

create table raw.tenant_today (
    tenant_id     varchar not null,
    arr_amount    decimal(18, 2),  -- a year, in currency_code; null: not known here
    currency_code varchar,         -- null: the workspace's
    owner_id      varchar          -- person_id; null: nobody, or not known here
);
