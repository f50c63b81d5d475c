-- Entity:  health_scores
-- Key:     tenant_id, scored_at
-- Keep:    events
-- Answers: which health score did another system give a tenant, and when?

create table raw.health_scores (
    tenant_id     varchar not null,
    scored_at     timestamp not null,      -- UTC
    score         decimal(5, 2) not null,  -- 0 to 100
    band          varchar,                 -- as that system calls it; null: by our own limits
    model_version varchar                  -- a new version does not compare with an older one
);
