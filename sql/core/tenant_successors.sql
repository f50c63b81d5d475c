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

-- A circle of mergers ends at some step; its tenants then stay where they are found.
chains as (

    select
        tenant_id,
        merged_into_id as successor_id,
        1 as step_number

    from mergers

    union all

    select
        chains.tenant_id,
        mergers.merged_into_id as successor_id,
        chains.step_number + 1 as step_number

    from chains

    inner join mergers
        on chains.successor_id = mergers.tenant_id

    where chains.step_number < 20

),

final as (

    select
        tenant_id,
        arg_max(successor_id, step_number) as successor_id

    from chains

    group by tenant_id

)

select * from final
