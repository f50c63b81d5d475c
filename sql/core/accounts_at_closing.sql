-- Grain:   closing_date, tenant_id, person_id?, team_id?
-- Unit:    share from 0 to 1; the state just before anything that takes effect on the closing date
-- Source:  closing_dates; active_tenants; owned_accounts
-- Answers: which accounts were active when a period closed, and whose were they?

with

active as (

    select
        closing_dates.closing_date,
        active_tenants.tenant_id

    from closing_dates

    inner join active_tenants
        on active_tenants.from_date < closing_dates.closing_date
        and active_tenants.to_date >= closing_dates.closing_date

),

final as (

    select
        active.closing_date,
        active.tenant_id,
        owned_accounts.person_id,
        owned_accounts.team_id,
        any_value(owned_accounts.location_id) as location_id,
        coalesce(sum(owned_accounts.share), 1)::decimal(9, 6) as share

    from active

    left join owned_accounts
        on active.tenant_id = owned_accounts.tenant_id
        and owned_accounts.from_date < active.closing_date
        and owned_accounts.to_date >= active.closing_date

    group by active.closing_date, active.tenant_id, owned_accounts.person_id, owned_accounts.team_id

)

select * from final
