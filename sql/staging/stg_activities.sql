-- Grain:   activity_id
-- Unit:    as in the contract
-- Source:  raw.activities
-- Answers: what did the team do with or for a tenant?

select
    activity_id,
    tenant_id,
    person_id,
    kind,
    actor_kind,
    is_two_way,
    stakeholder_id,
    survey_score,
    duration_seconds,
    occurred_at,
    updated_at

from raw.activities
