-- Answers:    do the shares of a tenant's owners sum to 1 on the as-of day?
-- On failure: warn

select
    tenant_ownership.tenant_id,
    sum(tenant_ownership.share) as share_sum

from tenant_ownership

cross join run_settings

where
    tenant_ownership.from_date <= run_settings.as_of_date
    and tenant_ownership.to_date > run_settings.as_of_date

group by tenant_ownership.tenant_id

having abs(sum(tenant_ownership.share) - 1) > 0.001
