-- Entity:  tenants
-- Source:  Postgres tables customers, plans
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
    customers.status,
    customers.provisioned_seats,
    customers.plan,
    plans.key_features as plan_features,
    customers.merged_into_id::text as merged_into_id,
    customers.merged_on as merged_date,
    customers.is_sandbox,
    (customers.created_at at time zone 'UTC')::date as created_date,
    customers.notice_on as notice_date,
    customers.unpaid_since as unpaid_since_date

from customers

left join plans
    on customers.plan = plans.name
