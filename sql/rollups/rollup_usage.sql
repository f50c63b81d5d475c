-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    users, user-days, seats, features and accounts, times the ownership share
-- Source:  tenant_usage; scope_accounts; periods
-- Answers: how did the accounts that are active at a period's end use the product until then?

with

-- A part whose whole is not known, such as users without a number of seats, is left out of both.
by_scope as (

    select
        accounts.scope_kind,
        accounts.scope_id,
        accounts.closing_date,

        count(*) as account_count,
        count(tenant_usage.seat_count) as seated_account_count,
        count(tenant_usage.plan_feature_count) as planned_account_count,
        count(tenant_usage.days_since_active) as once_active_account_count,
        bool_and(tenant_usage.has_week) as has_week,
        bool_and(tenant_usage.has_month) as has_month,
        sum(accounts.share * tenant_usage.week_active_count)::double as week_active_count,
        sum(accounts.share * tenant_usage.month_active_count)::double as month_active_count,
        sum(accounts.share * tenant_usage.user_days_28)::double as user_days_28,
        sum(
            case
                when tenant_usage.seat_count is not null
                    then accounts.share * tenant_usage.month_active_count
            end
        )::double as seated_active_count,
        sum(accounts.share * tenant_usage.seat_count)::double as seat_count,
        sum(
            case
                when tenant_usage.plan_feature_count is not null
                    then accounts.share * tenant_usage.feature_count
            end
        )::double as feature_count,
        sum(accounts.share * tenant_usage.plan_feature_count)::double as plan_feature_count,
        sum(accounts.share * tenant_usage.days_since_active)::double as days_since_active,
        sum(case when tenant_usage.days_since_active is not null then accounts.share end)::double
            as once_active_share

    from scope_accounts as accounts

    inner join tenant_usage
        on accounts.closing_date = tenant_usage.closing_date
        and accounts.tenant_id = tenant_usage.tenant_id

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
