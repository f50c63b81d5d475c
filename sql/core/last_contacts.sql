-- Grain:   closing_date, tenant_id
-- Unit:    local days
-- Source:  accounts_at_closing; contacts
-- Answers: when, before a closing date, was each active account last in contact with us, both ways?

with

accounts as (

    select distinct
        closing_date,
        tenant_id

    from accounts_at_closing

),

final as (

    select
        accounts.closing_date,
        accounts.tenant_id,
        contacts.contact_date

    from accounts

    asof inner join contacts
        on accounts.tenant_id = contacts.tenant_id
        and accounts.closing_date > contacts.contact_date

)

select * from final
