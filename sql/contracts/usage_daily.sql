-- Entity:  usage_daily
-- Key:     tenant_id, user_id, usage_date
-- Private: names and addresses of the customers' users: not selected
-- Keep:    events
-- Answers: which user of a tenant used the product on a local day, how much, and which parts of it?

create table raw.usage_daily (
    tenant_id     varchar not null,
    user_id       varchar not null,    -- the product's own id of the user, unique within the tenant
    usage_date    date not null,       -- the tenant's local day
    user_kind     varchar,             -- human (also null), staff, impersonation, bot, service
    event_count   integer not null,    -- qualifying events; 0: none that counts
    session_count integer,             -- sessions that began on the day; null: the source tells none
    features      varchar[],           -- the key features used
    last_event_at timestamp,           -- UTC
    updated_at    timestamp            -- UTC; when the row was last written
);
