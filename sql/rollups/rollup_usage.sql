-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    users, user-days, seats, features and accounts, times the ownership share
-- Source:  tenant_usage; accounts_at_closing; usage_by_day; periods; period_days
-- Answers: how did the active accounts of a scope use the product?

with

windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date,
        periods.closing_date - periods.period_start_date as day_count

    from periods

    cross join run_settings

    where
        periods.period_start_date < periods.closing_date
        and (
            periods.grain != 'day'
            or periods.period_start_date >= run_settings.as_of_date - 100
        )

),

period_sums as (

    select
        windows.grain,
        windows.period_start_date,
        usage_by_day.tenant_id,
        sum(usage_by_day.active_count)::bigint as user_days,
        sum(usage_by_day.event_count)::bigint as event_count

    from windows

    inner join period_days
        on windows.grain = period_days.grain
        and windows.period_start_date = period_days.period_start_date
        and windows.closing_date > period_days.day_date

    inner join usage_by_day
        on period_days.day_date = usage_by_day.usage_date

    group by windows.grain, windows.period_start_date, usage_by_day.tenant_id

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
        accounts_at_closing.share as account_share,
        windows.day_count,
        tenant_usage.has_week,
        tenant_usage.has_month,
        accounts_at_closing.share * coalesce(period_sums.user_days, 0) as user_days,
        accounts_at_closing.share * coalesce(period_sums.event_count, 0) as event_count,
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

    left join period_sums
        on windows.grain = period_sums.grain
        and windows.period_start_date = period_sums.period_start_date
        and accounts_at_closing.tenant_id = period_sums.tenant_id

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
        any_value(day_count) as day_count,
        bool_and(has_week) as has_week,
        bool_and(has_month) as has_month,
        sum(user_days)::double as user_days,
        sum(event_count)::double as event_count,
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
        day_count,
        has_week,
        has_month,
        user_days,
        event_count,
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
