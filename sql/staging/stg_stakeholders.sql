-- Grain:   stakeholder_id
-- Unit:    as in the contract
-- Source:  raw.stakeholders
-- Answers: whom do we know at a tenant now?

select
    stakeholder_id,
    tenant_id,
    name,
    email,
    role,
    relationship_strength,
    is_primary,
    from_date,
    left_date,
    party_hash,
    party_masked

from raw.stakeholders

where seen_until_run_id is null and not is_deleted
