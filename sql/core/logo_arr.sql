-- Grain:   logo_id, from_date
-- Unit:    arr_amount in the workspace's currency a year; to_date is the first day after
-- Source:  tenant_arr; tenant_logos
-- Answers: what annual recurring revenue did all tenants of a billing parent have, over which days?

with

changes as (

    select
        tenant_logos.logo_id,
        tenant_arr.from_date,
        sum(tenant_arr.arr_change) as arr_change

    from tenant_arr

    inner join tenant_logos
        on tenant_arr.tenant_id = tenant_logos.tenant_id

    group by tenant_logos.logo_id, tenant_arr.from_date

),

final as (

    select
        logo_id,
        from_date,
        coalesce(lead(from_date) over logo_so_far, date '9999-12-31') as to_date,
        sum(arr_change) over logo_so_far::decimal(18, 2) as arr_amount

    from changes

    window logo_so_far as (partition by logo_id order by from_date)

)

select * from final
