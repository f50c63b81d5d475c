-- Entity:  stakeholders
-- Source:  Postgres table stakeholders
-- Answers: whom do we know at a tenant, in which role, and how well?

select
    stakeholders.id::text as stakeholder_id,
    stakeholders.customer_id::text as tenant_id,
    stakeholders.name,
    stakeholders.email,
    stakeholders.role,
    stakeholders.relationship_strength,
    stakeholders.is_primary,
    (stakeholders.created_at at time zone 'UTC')::date as from_date,
    stakeholders.left_on as left_date,
    stakeholders.phone as party_number

from stakeholders
