-- Grain:   tenant_id, person_id, role, from_date
-- Unit:    as in the contract
-- Source:  raw.tenant_owners
-- Answers: who was responsible for which tenant?

select
    tenant_id,
    person_id,
    share,
    role,
    from_date,
    to_date,
    handoff_kind

from raw.tenant_owners

where seen_until_run_id is null and not is_deleted
