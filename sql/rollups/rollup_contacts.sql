-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    accounts, times the ownership share
-- Source:  accounts_at_closing; contacts; touches; message_runs; periods
-- Answers: with how many of its accounts was a scope in contact in the last 30 days of a period?

with

-- Before the first record that could tell of a contact nothing is known, which is not the same as
-- no contact.
known as (

    select least(
        (select min(local_date) from touches where is_two_way is not null),
        (select min(local_date) from message_runs)
    ) as first_date

),

-- The last contact before each closing date.
last_contacts as (

    select
        accounts_at_closing.closing_date,
        accounts_at_closing.tenant_id,
        accounts_at_closing.person_id,
        accounts_at_closing.team_id,
        accounts_at_closing.location_id,
        -- Decimals, since sums of floating-point numbers depend on their order.
        accounts_at_closing.share::decimal(18, 9) as exact_share,
        coalesce(contacts.contact_date >= accounts_at_closing.closing_date - 30, false)
            as is_touched

    from accounts_at_closing

    asof left join contacts
        on accounts_at_closing.tenant_id = contacts.tenant_id
        and accounts_at_closing.closing_date > contacts.contact_date

),

by_scope as (

    select
        closing_date,
        location_id,
        team_id,
        person_id,
        tenant_id,
        grouping(location_id, team_id, person_id, tenant_id) as grouping_bits,
        sum(exact_share)::double as account_share,
        coalesce(sum(exact_share) filter (where is_touched), 0)::double as touched_share,
        count(distinct tenant_id) as account_count

    from last_contacts

    group by
        grouping sets (
            (closing_date),
            (closing_date, location_id),
            (closing_date, team_id),
            (closing_date, person_id),
            (closing_date, team_id, person_id),
            (closing_date, tenant_id)
        )

),

scoped as (

    select
        case grouping_bits
            when 15 then 'organization'
            when 7 then 'location'
            when 11 then 'team'
            when 13 then 'member'
            when 9 then 'team_member'
            when 14 then 'tenant'
        end as scope_kind,
        case grouping_bits
            when 15 then 'all'
            when 7 then location_id
            when 11 then team_id
            when 13 then person_id
            when 9 then team_id || '/' || person_id
            when 14 then tenant_id
        end as scope_id,
        closing_date,
        account_share,
        touched_share,
        account_count

    from by_scope

),

final as (

    select
        scoped.scope_kind,
        scoped.scope_id,
        periods.grain,
        periods.period_start_date,

        scoped.closing_date - 30 >= known.first_date as has_history,
        scoped.account_share,
        scoped.touched_share,
        scoped.account_count

    from scoped

    inner join periods
        on scoped.closing_date = periods.closing_date

    cross join known

    where
        scoped.scope_id is not null
        and periods.period_start_date < periods.closing_date
        and periods.has_states

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
