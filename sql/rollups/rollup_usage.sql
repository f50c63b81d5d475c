-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    users, user-days, seats, features and accounts, times the ownership share
-- Source:  tenant_usage; accounts_at_closing; periods
-- Answers: how did the accounts that are active at a period's end use the product until then?

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

-- A part whose whole is not known, such as users without a number of seats, is left out of both.
facts as (

    select
        windows.grain,
        windows.period_start_date,
        accounts_at_closing.location_id,
        accounts_at_closing.team_id,
        accounts_at_closing.person_id,
        accounts_at_closing.tenant_id,
        tenant_usage.has_week,
        tenant_usage.has_month,
        accounts_at_closing.share * tenant_usage.week_active_count as week_active_count,
        accounts_at_closing.share * tenant_usage.month_active_count as month_active_count,
        accounts_at_closing.share * tenant_usage.user_days_28 as user_days_28,
        case
            when tenant_usage.seat_count is not null
                then accounts_at_closing.share * tenant_usage.month_active_count
        end as seated_active_count,
        accounts_at_closing.share * tenant_usage.seat_count as seat_count,
        case
            when tenant_usage.plan_feature_count is not null
                then accounts_at_closing.share * tenant_usage.feature_count
        end as feature_count,
        accounts_at_closing.share * tenant_usage.plan_feature_count as plan_feature_count,
        accounts_at_closing.share * tenant_usage.days_since_active as days_since_active,
        case
            when tenant_usage.days_since_active is not null then accounts_at_closing.share
        end as once_active_share

    from windows

    inner join accounts_at_closing
        on windows.closing_date = accounts_at_closing.closing_date

    inner join tenant_usage
        on accounts_at_closing.closing_date = tenant_usage.closing_date
        and accounts_at_closing.tenant_id = tenant_usage.tenant_id

),

by_scope as (

    select
        grain,
        period_start_date,
        location_id,
        team_id,
        person_id,
        tenant_id,
        grouping(location_id, team_id, person_id, tenant_id) as grouping_bits,

        count(distinct tenant_id) as account_count,
        count(distinct tenant_id) filter (where seat_count is not null) as seated_account_count,
        count(distinct tenant_id) filter (where plan_feature_count is not null)
            as planned_account_count,
        count(distinct tenant_id) filter (where once_active_share is not null)
            as once_active_account_count,
        bool_and(has_week) as has_week,
        bool_and(has_month) as has_month,
        sum(week_active_count)::double as week_active_count,
        sum(month_active_count)::double as month_active_count,
        sum(user_days_28)::double as user_days_28,
        sum(seated_active_count)::double as seated_active_count,
        sum(seat_count)::double as seat_count,
        sum(feature_count)::double as feature_count,
        sum(plan_feature_count)::double as plan_feature_count,
        sum(days_since_active)::double as days_since_active,
        sum(once_active_share)::double as once_active_share

    from facts

    group by
        grouping sets (
            (grain, period_start_date),
            (grain, period_start_date, location_id),
            (grain, period_start_date, team_id),
            (grain, period_start_date, person_id),
            (grain, period_start_date, team_id, person_id),
            (grain, period_start_date, tenant_id)
        )

),

final as (

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
        grain,
        period_start_date,

        account_count,
        seated_account_count,
        planned_account_count,
        once_active_account_count,
        has_week,
        has_month,
        week_active_count,
        month_active_count,
        user_days_28,
        seated_active_count,
        seat_count,
        feature_count,
        plan_feature_count,
        days_since_active,
        once_active_share

    from by_scope

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
