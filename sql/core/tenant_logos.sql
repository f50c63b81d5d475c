-- Grain:   tenant_id
-- Unit:    one row a tenant of a billing parent, the parent included
-- Source:  tenants, through stg_tenants; tenant_successors; run_settings (retention_logo)
-- Answers: which billing parent, at the end of the chain, is the logo as which a tenant counts? A
--          tenant without a row is a logo by itself.

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

circles as (

    select tenant_id from chains where tenant_id = parent_id

),

-- A circle, whose members are all above one another, is the logo of the first of them, also for who
-- is below it.
members as (

    select
        chains.tenant_id,
        coalesce(
            min(chains.parent_id) filter (where links.tenant_id is null),
            min(circles.tenant_id)
        ) as logo_id

    from chains

    left join links
        on chains.parent_id = links.tenant_id

    left join circles
        on chains.parent_id = circles.tenant_id

    group by chains.tenant_id

),

-- The parent is one of its own.
final as (

    select
        tenant_id,
        logo_id

    from members

    union

    select
        logo_id as tenant_id,
        logo_id

    from members

)

select * from final
