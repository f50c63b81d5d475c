-- Grain:   local_date, tenant_id?, person_id?, team_id?
-- Unit:    share of the account from 0 to 1; account_days: the share, less on the days on which its
--          owner is away
-- Source:  owned_accounts; active_tenants; working_days; absences, through stg_absences
-- Answers: how many accounts did each person have to look after on a day?

with

days as (

    select working_days.day_date as local_date

    from working_days

    cross join run_settings

    where working_days.day_date < run_settings.as_of_date

),

away as (

    select
        days.local_date,
        absences.person_id,
        least(sum(coalesce(absences.day_share, 1)), 1)::decimal(7, 6) as away_share

    from days

    inner join stg_absences as absences
        on days.local_date >= absences.from_date
        and days.local_date < absences.to_date

    where coalesce(absences.is_approved, true)

    group by days.local_date, absences.person_id

),

-- An account nobody owns is the company's all the same.
active as (

    select
        days.local_date,
        active_tenants.tenant_id

    from days

    inner join active_tenants
        on days.local_date >= active_tenants.from_date
        and days.local_date < active_tenants.to_date

),

owned as (

    select
        active.local_date,
        active.tenant_id,
        owned_accounts.person_id,
        owned_accounts.team_id,
        owned_accounts.location_id,
        coalesce(owned_accounts.share, 1) as share,
        coalesce(
            (owned_accounts.share * (1 - coalesce(away.away_share, 0)))::decimal(18, 9),
            1
        ) as account_days

    from active

    left join owned_accounts
        on active.tenant_id = owned_accounts.tenant_id
        and active.local_date >= owned_accounts.from_date
        and active.local_date < owned_accounts.to_date

    left join away
        on active.local_date = away.local_date
        and owned_accounts.person_id = away.person_id

),

final as (

    select
        local_date,
        tenant_id,
        person_id,
        team_id,
        any_value(location_id) as location_id,
        sum(share)::decimal(9, 6) as share,
        sum(account_days)::double as account_days

    from owned

    group by local_date, tenant_id, person_id, team_id

)

select * from final
