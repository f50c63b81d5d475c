-- Entity:  tenants
-- Source:  Postgres table customers
-- Answers: who are our customer organisations?

select
    customers.id::text as tenant_id,
    customers.name,
    customers.segment,
    customers.industry,
    customers.time_zone,
    customers.parent_id::text as parent_id,
    customers.renewal_date,
    customers.seats,
    customers.status

from customers
