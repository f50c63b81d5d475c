-- Entity:  activities
-- Key:     activity_id
-- Private: subject and notes, the customers' people by name: not selected
-- Keep:    events
-- Answers: what did the team do with or for a tenant, and when?

create table raw.activities (
    activity_id      varchar not null using compression uncompressed,
    tenant_id        varchar,             -- null: about no tenant
    person_id        varchar,             -- null: nobody of ours
    -- call, email, meeting, business_review, check_in, onboarding, training, note, survey
    kind             varchar not null,
    actor_kind       varchar not null,    -- human, automation; what automation logs is no touch
    is_two_way       boolean,             -- the customer took part; null: not known
    stakeholder_id   varchar,
    survey_score     integer,             -- 0 to 10, where the activity is an answered survey
    duration_seconds integer,
    occurred_at      timestamp not null,  -- UTC
    updated_at       timestamp            -- UTC; when the row was last written
);
