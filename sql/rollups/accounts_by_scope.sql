-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    share from 0 to 1: how much of the account is the scope's
-- Source:  accounts_at_closing; periods; tenants; health_bands
-- Answers: which active accounts did a scope look after when a period closed?
-- Kept as: view

with

windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date

    from periods

    where
        periods.period_start_date < periods.closing_date
        and periods.has_states

),

owned as (

    select
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        accounts_at_closing.tenant_id,
        accounts_at_closing.share::decimal(18, 9) as share,
        unnest(['organization', 'location', 'team', 'member', 'team_member', 'tenant'])
            as scope_kind,
        unnest([
            'all',
            accounts_at_closing.location_id,
            accounts_at_closing.team_id,
            accounts_at_closing.person_id,
            accounts_at_closing.team_id || '/' || accounts_at_closing.person_id,
            accounts_at_closing.tenant_id
        ]) as scope_id

    from windows

    inner join accounts_at_closing
        on windows.closing_date = accounts_at_closing.closing_date

),

shares as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        closing_date,
        tenant_id,
        sum(share)::double as share

    from owned

    where scope_id is not null

    group by scope_kind, scope_id, grain, period_start_date, closing_date, tenant_id

),

final as (

    select
        shares.scope_kind,
        shares.scope_id,
        shares.grain,
        shares.period_start_date,
        shares.closing_date,
        shares.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        health_bands.health_band,
        shares.share

    from shares

    left join tenants
        on shares.tenant_id = tenants.tenant_id

    asof left join health_bands
        on shares.tenant_id = health_bands.tenant_id
        and shares.closing_date >= health_bands.from_date

)

select * from final
