-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    accounts, times the ownership share
-- Source:  scope_accounts; last_contacts; touches; message_runs; periods
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

by_scope as (

    select
        accounts.scope_kind,
        accounts.scope_id,
        accounts.closing_date,
        sum(accounts.share)::double as account_share,
        coalesce(
            sum(accounts.share) filter (
                where last_contacts.contact_date >= accounts.closing_date - 30
            ),
            0
        )::double as touched_share,
        count(*) as account_count

    from scope_accounts as accounts

    left join last_contacts
        on accounts.closing_date = last_contacts.closing_date
        and accounts.tenant_id = last_contacts.tenant_id

    group by accounts.scope_kind, accounts.scope_id, accounts.closing_date

),

final as (

    select
        by_scope.scope_kind,
        by_scope.scope_id,
        periods.grain,
        periods.period_start_date,

        by_scope.closing_date - 30 >= known.first_date as has_history,
        by_scope.account_share,
        by_scope.touched_share,
        by_scope.account_count

    from by_scope

    inner join periods
        on by_scope.closing_date = periods.closing_date

    cross join known

    where
        periods.period_start_date < periods.closing_date
        and periods.has_states

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
