-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    users, user-days, seats, features and accounts, times the ownership share
-- Source:  tenant_usage; scope_accounts; periods
-- Answers: how did the accounts that are active at a period's end use the product until then?

with

-- Of so many digits, and those of a share, a product is a number of 64 bits.
used as (

    select
        closing_date,
        tenant_id,
        has_week,
        has_month,
        week_active_count::decimal(9, 0) as week_active_count,
        month_active_count::decimal(9, 0) as month_active_count,
        user_days_28::decimal(9, 0) as user_days_28,
        seat_count::decimal(9, 0) as seat_count,
        feature_count::decimal(9, 0) as feature_count,
        plan_feature_count::decimal(9, 0) as plan_feature_count,
        days_since_active::decimal(9, 0) as days_since_active

    from tenant_usage

),

-- A part whose whole is not known, such as users without a number of seats, is left out of both.
by_scope as (

    select
        accounts.scope_kind,
        accounts.scope_id,
        accounts.closing_date,

        count(*) as account_count,
        count(used.seat_count) as seated_account_count,
        count(used.plan_feature_count) as planned_account_count,
        count(used.days_since_active) as once_active_account_count,
        bool_and(used.has_week) as has_week,
        bool_and(used.has_month) as has_month,
        sum(accounts.share * used.week_active_count)::double as week_active_count,
        sum(accounts.share * used.month_active_count)::double as month_active_count,
        sum(accounts.share * used.user_days_28)::double as user_days_28,
        sum(
            case
                when used.seat_count is not null
                    then accounts.share * used.month_active_count
            end
        )::double as seated_active_count,
        sum(accounts.share * used.seat_count)::double as seat_count,
        sum(
            case
                when used.plan_feature_count is not null
                    then accounts.share * used.feature_count
            end
        )::double as feature_count,
        sum(accounts.share * used.plan_feature_count)::double as plan_feature_count,
        sum(accounts.share * used.days_since_active)::double as days_since_active,
        sum(case when used.days_since_active is not null then accounts.share end)::double
            as once_active_share

    from scope_accounts as accounts

    inner join used
        on accounts.closing_date = used.closing_date
        and accounts.tenant_id = used.tenant_id

    group by accounts.scope_kind, accounts.scope_id, accounts.closing_date

),

final as (

    select
        by_scope.scope_kind,
        by_scope.scope_id,
        periods.grain,
        periods.period_start_date,

        by_scope.account_count,
        by_scope.seated_account_count,
        by_scope.planned_account_count,
        by_scope.once_active_account_count,
        by_scope.has_week,
        by_scope.has_month,
        by_scope.week_active_count,
        by_scope.month_active_count,
        by_scope.user_days_28,
        by_scope.seated_active_count,
        by_scope.seat_count,
        by_scope.feature_count,
        by_scope.plan_feature_count,
        by_scope.days_since_active,
        by_scope.once_active_share

    from by_scope

    inner join periods
        on by_scope.closing_date = periods.closing_date

    where
        periods.period_start_date < periods.closing_date
        and periods.has_states

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
