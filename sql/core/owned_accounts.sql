-- Grain:   tenant_id, person_id, from_date
-- Unit:    share from 0 to 1; to_date is the first day after
-- Source:  active_tenants; tenant_ownership
-- Answers: whose active account was a tenant, over which days?

with

final as (

    select
        tenant_ownership.tenant_id,
        tenant_ownership.person_id,
        tenant_ownership.team_id,
        tenant_ownership.location_id,
        tenant_ownership.share,
        greatest(tenant_ownership.from_date, active_tenants.from_date) as from_date,
        least(tenant_ownership.to_date, active_tenants.to_date) as to_date

    from tenant_ownership

    inner join active_tenants
        on tenant_ownership.tenant_id = active_tenants.tenant_id
        and tenant_ownership.from_date < active_tenants.to_date
        and tenant_ownership.to_date > active_tenants.from_date

)

select * from final
