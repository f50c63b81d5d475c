-- Grain:   tenant_id, person_id, from_date
-- Unit:    share from 0 to 1; to_date is the first day after
-- Source:  permanent owners with role csm, through stg_tenant_owners; else tenant_today
-- Answers: who owned a tenant over which days, and where is it known from?

with

-- Temporary owners and those who cover an absence move no revenue.
dated as (

    select
        'tenant_owners' as entity,
        tenant_id,
        person_id,
        share,
        from_date,
        to_date

    from stg_tenant_owners

    where role = 'csm' and coalesce(handoff_kind, 'permanent') = 'permanent'

),

-- The owner that the last reading of each day found.
found as (

    select
        stg_tenant_today.tenant_id,
        (
            stg_tenant_today.seen_from_at at time zone 'UTC' at time zone run_settings.time_zone
        )::date as from_date,
        arg_max(coalesce(stg_tenant_today.owner_id, ''), stg_tenant_today.seen_from_at)
            as person_id

    from stg_tenant_today

    cross join run_settings

    where
        not exists (
            from stg_tenant_owners where stg_tenant_owners.tenant_id = stg_tenant_today.tenant_id
        )

    group by all

),

-- A reading that found the same owner begins nothing.
turns as (

    select
        tenant_id,
        person_id,
        from_date

    from found

    qualify
        person_id is distinct from lag(person_id) over (
            partition by tenant_id
            order by from_date
        )

),

seen as (

    select
        'tenant_today' as entity,
        tenant_id,
        person_id,
        1::decimal(9, 6) as share,
        from_date,
        lead(from_date) over (partition by tenant_id order by from_date) as to_date

    from turns

),

final as (

    select * from dated
    union all
    select * from seen where person_id != ''

)

select * from final
