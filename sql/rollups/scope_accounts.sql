-- Grain:   closing_date, scope_kind, scope_id, tenant_id
-- Unit:    share: how much of the account is the scope's
-- Source:  accounts_at_closing
-- Answers: which active accounts did a scope look after on a closing date?

with

owned as (

    select
        closing_date,
        tenant_id,
        share,
        unnest(
            ['organization', 'location', 'team', 'member', 'team_member', 'tenant']::scope_kind[]
        ) as scope_kind,
        unnest(['all', location_id, team_id, person_id, team_id || '/' || person_id, tenant_id])
            as scope_id

    from accounts_at_closing

),

-- One row for each account, however many people of a scope share it.
final as (

    select
        closing_date,
        scope_kind,
        scope_id,
        tenant_id,
        sum(share)::decimal(9, 6) as share

    from owned

    where scope_id is not null

    group by closing_date, scope_kind, scope_id, tenant_id

)

select * from final
