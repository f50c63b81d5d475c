-- Grain:   tenant_id
-- Unit:    one row a tenant that another one stands for
-- Source:  tenants, through stg_tenants; tenant_successors; run_settings (retention_logo)
-- Answers: which billing parent, at the end of the chain, is the logo as which a tenant counts? No
--          rows where each tenant is one.

with recursive

-- What was merged has the billing parent of its successor.
links as (

    select
        stg_tenants.tenant_id,
        coalesce(tenant_successors.successor_id, stg_tenants.parent_id) as parent_id

    from stg_tenants

    cross join run_settings

    left join tenant_successors
        on stg_tenants.tenant_id = tenant_successors.tenant_id

    where
        run_settings.retention_logo = 'parent'
        and coalesce(tenant_successors.successor_id, stg_tenants.parent_id)
        != stg_tenants.tenant_id

),

-- `union` adds nothing that it found before, so that a circle of parents ends too.
chains as (

    select
        tenant_id,
        parent_id

    from links

    union

    select
        chains.tenant_id,
        links.parent_id

    from chains

    inner join links
        on chains.parent_id = links.tenant_id

),

-- A circle, whose members are all above one another, is the logo of the first of them.
final as (

    select
        chains.tenant_id,
        coalesce(
            min(chains.parent_id) filter (where links.tenant_id is null),
            min(chains.parent_id)
        ) as logo_id

    from chains

    left join links
        on chains.parent_id = links.tenant_id

    group by chains.tenant_id

)

select * from final
