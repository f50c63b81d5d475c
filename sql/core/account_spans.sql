-- Grain:   tenant_id, person_id?, from_date
-- Unit:    share of the account from 0 to 1; to_date is the first day after
-- Source:  active_tenants; owned_accounts
-- Answers: who had each active account to look after, from when to when, and when did nobody?

with

-- Each active account with the days of its owners, in their order.
owned as (

    select
        active_tenants.tenant_id,
        active_tenants.from_date as active_from_date,
        active_tenants.to_date as active_to_date,
        owned_accounts.from_date,
        owned_accounts.to_date,
        max(owned_accounts.to_date) over (
            partition by active_tenants.tenant_id, active_tenants.from_date
            order by owned_accounts.from_date
            rows between unbounded preceding and 1 preceding
        ) as owned_until_date

    from active_tenants

    left join owned_accounts
        on active_tenants.tenant_id = owned_accounts.tenant_id
        and active_tenants.from_date <= owned_accounts.from_date
        and active_tenants.to_date > owned_accounts.from_date

),

-- Before the first owner and between two of them; and after the last one, or all the time.
unowned as (

    select
        tenant_id,
        coalesce(owned_until_date, active_from_date) as from_date,
        from_date as to_date

    from owned

    where from_date > coalesce(owned_until_date, active_from_date)

    union all

    select
        tenant_id,
        coalesce(max(to_date), active_from_date) as from_date,
        active_to_date as to_date

    from owned

    group by tenant_id, active_from_date, active_to_date

    having coalesce(max(to_date), active_from_date) < active_to_date

),

-- An account nobody owns is the company's all the same.
final as (

    select
        tenant_id,
        person_id,
        team_id,
        location_id,
        share,
        from_date,
        to_date

    from owned_accounts

    union all

    select
        tenant_id,
        null as person_id,
        null as team_id,
        null as location_id,
        1::decimal(9, 6) as share,
        from_date,
        to_date

    from unowned

)

select * from final
