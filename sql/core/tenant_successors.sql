-- Grain:   tenant_id
-- Unit:    one row a tenant that was merged into another one
-- Source:  tenants, through stg_tenants; run_settings
-- Answers: which tenant took a merged one over, at the end of the chain?

with recursive

mergers as (

    select
        stg_tenants.tenant_id,
        stg_tenants.merged_into_id

    from stg_tenants

    cross join run_settings

    where
        stg_tenants.merged_into_id is not null
        and coalesce(stg_tenants.merged_date, run_settings.as_of_date) <= run_settings.as_of_date

),

-- `union` adds nothing that it found before, so that a circle of mergers ends too.
chains as (

    select
        tenant_id,
        merged_into_id as successor_id

    from mergers

    union

    select
        chains.tenant_id,
        mergers.merged_into_id as successor_id

    from chains

    inner join mergers
        on chains.successor_id = mergers.tenant_id

),

-- A chain ends at the tenant that went nowhere itself. A circle has no end: its tenants stay
-- themselves.
final as (

    select
        chains.tenant_id,
        chains.successor_id

    from chains

    anti join mergers
        on chains.successor_id = mergers.tenant_id

)

select * from final
