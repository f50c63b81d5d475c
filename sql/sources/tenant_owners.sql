-- Entity:  tenant_owners
-- Source:  Postgres table customer_assignments; customers.csm_id knows today's owner only
-- Answers: who was responsible for a tenant, with which share, from when to when?

select
    customer_assignments.customer_id::text as tenant_id,
    customer_assignments.user_id::text as person_id,
    customer_assignments.share,
    customer_assignments.role,
    customer_assignments.valid_from as from_date,
    customer_assignments.valid_to as to_date,
    customer_assignments.handoff_kind

from customer_assignments
