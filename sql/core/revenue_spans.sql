-- Grain:   entity, contract_id, from_date
-- Unit:    arr_amount in the workspace's currency a year; to_date is the first day after
-- Source:  subscription_terms; arr_history and tenant_today through staging; currency_rates
-- Answers: what gives a tenant recurring revenue, over which days, and where is it known from?

with

-- Yearly sums by tenant: as the source dates them, or as each reading found them.
sums as (

    select
        'arr_history' as entity,
        tenant_id,
        from_date,
        case
            when coalesce(status, 'active') in ('paused', 'trial', 'churned') then 0
            else arr_amount
        end as arr_amount,
        currency_code

    from stg_arr_history

    union all

    select
        'tenant_today' as entity,
        stg_tenant_today.tenant_id,
        (
            stg_tenant_today.seen_from_at at time zone 'UTC' at time zone run_settings.time_zone
        )::date as from_date,
        arg_max(coalesce(stg_tenant_today.arr_amount, 0), stg_tenant_today.seen_from_at)
            as arr_amount,
        arg_max(
            coalesce(stg_tenant_today.currency_code, run_settings.currency_code),
            stg_tenant_today.seen_from_at
        ) as currency_code

    from stg_tenant_today

    cross join run_settings

    group by all

),

-- Of two sources for one tenant, the one that knows more of the past counts.
chosen as (

    select
        sums.entity,
        sums.tenant_id,
        sums.from_date,
        lead(sums.from_date) over (
            partition by sums.entity, sums.tenant_id
            order by sums.from_date
        ) as to_date,
        round(sums.arr_amount * coalesce(currency_rates.rate, 1), 2)::decimal(18, 2) as arr_amount

    from sums

    left join currency_rates
        on sums.currency_code = currency_rates.currency_code

    where
        not exists (from stg_subscriptions where stg_subscriptions.tenant_id = sums.tenant_id)
        and (
            sums.entity = 'arr_history'
            or not exists (from stg_arr_history where stg_arr_history.tenant_id = sums.tenant_id)
        )

),

spans as (

    select
        'subscriptions' as entity,
        subscription_id as contract_id,
        tenant_id,
        from_date,
        live_to_date as to_date,
        arr_amount

    from subscription_terms

    union all

    select
        entity,
        tenant_id as contract_id,
        tenant_id,
        from_date,
        to_date,
        arr_amount

    from chosen

),

-- A merged customer is its successor, from its own first day on: one customer, one logo.
final as (

    select
        spans.entity,
        spans.contract_id,
        coalesce(tenant_successors.successor_id, spans.tenant_id) as tenant_id,
        spans.from_date,
        spans.to_date,
        spans.arr_amount

    from spans

    left join tenant_successors
        on spans.tenant_id = tenant_successors.tenant_id

    where
        spans.from_date < coalesce(spans.to_date, date '9999-12-31')
        and spans.arr_amount != 0
        and not exists (
            from stg_tenants
            where stg_tenants.tenant_id = spans.tenant_id and stg_tenants.is_sandbox
        )

)

select * from final
