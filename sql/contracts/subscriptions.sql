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
    status          varchar not null,
    -- recurring (also null), one_off, service, usage: only the first is annual recurring revenue
    kind            varchar,
    signed_date     date,      -- signed but not begun: contracted, not live; null: on from_date
    -- First day after the agreed term. Once it is past and to_date is empty, renewal is pending.
    term_end_date   date,
    renews_id       varchar,   -- the subscription that this one renews
    notice_date     date,      -- day on which notice was given; null: none was
    end_reason      varchar    -- churned, replaced, merged; null: not ended or not known
);
