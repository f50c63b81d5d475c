-- Grain:   tenant_id
-- Unit:    one row a customer organisation
-- Source:  tenants, through stg_tenants
-- Answers: which customer organisations are there?

select
    tenant_id,
    name,
    segment,
    industry,
    status,
    renewal_date,
    len(plan_features)::integer as plan_feature_count,
    coalesce(is_sandbox, false) as is_sandbox,
    created_date,
    unpaid_since_date

from stg_tenants
