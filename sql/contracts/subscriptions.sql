-- Entity:  subscriptions
-- Key:     subscription_id
-- Keep:    versions
-- Answers: which recurring amounts does a tenant pay, over which days?

create table raw.subscriptions (
    subscription_id varchar not null,
    tenant_id       varchar not null,
    amount          decimal(18, 2) not null,  -- per billing interval, in currency_code
    interval_months integer not null,         -- 1 monthly, 3 quarterly, 12 yearly
    currency_code   varchar not null,
    from_date       date not null,
    to_date         date,                     -- first day without it
    -- active, paused, ended or trial; a pause is a row of its own, from the day of the pause on
    status          varchar not null
);
