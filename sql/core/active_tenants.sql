-- Grain:   tenant_id, from_date
-- Unit:    local days of the workspace; to_date is the first day after
-- Source:  tenants, through stg_tenants; tenant_successors; tenant_arr
-- Answers: over which days was a tenant an active account?

with

accounts as (

    select * from stg_tenants

),

-- Paying makes an account active. Where no revenue at all is known, being there does; a merged
-- tenant is its successor on all days.
spans as (

    select
        tenant_id,
        from_date,
        to_date

    from tenant_arr

    where arr_amount > 0

    union all

    select
        coalesce(tenant_successors.successor_id, accounts.tenant_id) as tenant_id,
        min(coalesce(accounts.created_date, date '0001-01-01')) as from_date,
        date '9999-12-31' as to_date

    from accounts

    left join tenant_successors
        on accounts.tenant_id = tenant_successors.tenant_id

    where
        not exists (from tenant_arr)
        and not coalesce(accounts.is_sandbox, false)

    group by coalesce(tenant_successors.successor_id, accounts.tenant_id)

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
