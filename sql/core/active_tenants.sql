-- Grain:   tenant_id, from_date
-- Unit:    local days of the workspace; to_date is the first day after
-- Source:  tenants, through stg_tenants; tenant_arr
-- Answers: over which days was a tenant an active account?

with

accounts as (

    select * from stg_tenants

),

-- Paying makes an account active. Where no revenue at all is known, being there does.
spans as (

    select
        tenant_id,
        from_date,
        to_date

    from tenant_arr

    where arr_amount > 0

    union all

    select
        tenant_id,
        coalesce(created_date, date '0001-01-01') as from_date,
        date '9999-12-31' as to_date

    from accounts

    where not exists (from tenant_arr)

),

final as (

    select
        spans.tenant_id,
        spans.from_date,
        least(spans.to_date, coalesce(accounts.merged_date, date '9999-12-31')) as to_date

    from spans

    left join accounts
        on spans.tenant_id = accounts.tenant_id

    where not coalesce(accounts.is_sandbox, false)

)

select * from final where from_date < to_date
