-- Grain:   tenant_id, scored_at
-- Unit:    as in the contract
-- Source:  raw.health_scores
-- Answers: which health score did another system give a tenant?

select
    tenant_id,
    scored_at,
    score,
    band,
    model_version

from raw.health_scores
