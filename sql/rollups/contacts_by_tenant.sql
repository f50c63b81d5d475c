-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    local days; share: the scope's part of the account
-- Source:  accounts_by_scope; last_contacts
-- Answers: when was each active account of a scope last in contact with us, both ways?
-- Kept as: view

with

final as (

    select
        accounts.scope_kind,
        accounts.scope_id,
        accounts.grain,
        accounts.period_start_date,
        accounts.tenant_id,
        accounts.tenant_name,
        accounts.segment,
        accounts.industry,
        accounts.health_band,
        accounts.share,

        last_contacts.contact_date as last_contact_date,
        coalesce(last_contacts.contact_date >= accounts.closing_date - 30, false) as is_touched

    from accounts_by_scope as accounts

    left join last_contacts
        on accounts.closing_date = last_contacts.closing_date
        and accounts.tenant_id = last_contacts.tenant_id

)

select * from final
