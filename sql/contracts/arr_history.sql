-- Entity:  arr_history
-- Key:     tenant_id, from_date
-- Keep:    versions
-- Answers: what did a tenant pay a year, from which day on? In place of subscriptions, where
--          a source knows only the sums.

create table raw.arr_history (
    tenant_id     varchar not null,
    from_date     date not null,            -- the amount holds until the tenant's next row
    arr_amount    decimal(18, 2) not null,  -- a year, in currency_code; 0: churned or paused
    currency_code varchar not null,
    status        varchar                   -- active, paused, trial, churned
);
