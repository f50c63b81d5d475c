-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    share from 0 to 1: how much of the account is the scope's
-- Source:  scope_accounts; periods; tenants; health_bands
-- Answers: which active accounts did a scope look after when a period closed?
-- Kept as: view

with

shares as (

    select
        scope_accounts.scope_kind,
        scope_accounts.scope_id,
        periods.grain,
        periods.period_start_date,
        scope_accounts.closing_date,
        scope_accounts.tenant_id,
        scope_accounts.share

    from periods

    inner join scope_accounts
        on periods.closing_date = scope_accounts.closing_date

    where
        periods.period_start_date < periods.closing_date
        and periods.has_states

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
        shares.share::double as share

    from shares

    left join tenants
        on shares.tenant_id = tenants.tenant_id

    asof left join health_bands
        on shares.tenant_id = health_bands.tenant_id
        and shares.closing_date >= health_bands.from_date

)

select * from final
