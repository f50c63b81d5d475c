-- Entity:  usage_events
-- Key:     event_id
-- Private: names and addresses of the customers' users, what they typed: not selected
-- Keep:    events
-- Answers: what did each user of a tenant do in the product, and when? In place of usage_daily,
--          where a source has no daily rows; and for sessions, where these do not tell them.

create table raw.usage_events (
    event_id      varchar not null using compression uncompressed,
    tenant_id     varchar not null,
    user_id       varchar not null,    -- the product's own id of the user, unique within the tenant
    user_kind     varchar,             -- human (also null), staff, impersonation, bot, service
    feature       varchar,             -- null: no key feature
    is_qualifying boolean,             -- false: a sign-in page, a heartbeat; null: it counts
    occurred_at   timestamp not null   -- UTC
);
