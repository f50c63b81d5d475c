-- Grain:   tenant_id
-- Unit:    as in the contract
-- Source:  raw.tenants
-- Answers: who are our customer organisations now?

select
    tenant_id,
    name,
    segment,
    industry,
    time_zone,
    parent_id,
    renewal_date,
    seats,
    status,
    provisioned_seats,
    plan,
    plan_features,
    merged_into_id,
    merged_date,
    is_sandbox,
    created_date,
    notice_date,
    unpaid_since_date

from raw.tenants

where seen_until_run_id is null and not is_deleted
