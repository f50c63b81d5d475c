-- Grain:   closing_date, tenant_id
-- Unit:    users, user-days and features in the windows that end before the closing date
-- Source:  closing_dates; active_tenants; usage_by_day; feature_spans; tenants; tenant_seats
-- Answers: how did an active tenant use the product until a closing date?

with

first_days as (

    select min(usage_date) as first_usage_date from usage_by_day

),

closings as (

    select
        closing_dates.closing_date,
        active_tenants.tenant_id,
        first_days.first_usage_date

    from closing_dates

    inner join active_tenants
        on active_tenants.from_date < closing_dates.closing_date
        and active_tenants.to_date >= closing_dates.closing_date

    cross join first_days

    where closing_dates.closing_date > first_days.first_usage_date

),

-- The state on the last day before the closing, 28 and 56 days earlier.
states as (

    select
        closings.closing_date,
        closings.tenant_id,
        closings.first_usage_date,
        now_state.week_active_count,
        now_state.month_active_count,
        now_state.last_active_date,
        coalesce(now_state.user_days_before, 0) as user_days_until_now,
        coalesce(then_state.user_days_before, 0) as user_days_until_then,
        coalesce(long_ago_state.user_days_before, 0) as user_days_until_long_ago

    from closings

    asof left join usage_by_day as now_state
        on closings.tenant_id = now_state.tenant_id
        and closings.closing_date - 1 >= now_state.usage_date

    asof left join usage_by_day as then_state
        on closings.tenant_id = then_state.tenant_id
        and closings.closing_date - 29 >= then_state.usage_date

    asof left join usage_by_day as long_ago_state
        on closings.tenant_id = long_ago_state.tenant_id
        and closings.closing_date - 57 >= long_ago_state.usage_date

),

breadths as (

    select
        closings.closing_date,
        closings.tenant_id,
        count(*) as feature_count

    from closings

    inner join feature_spans
        on closings.tenant_id = feature_spans.tenant_id
        and closings.closing_date > feature_spans.from_date
        and closings.closing_date <= feature_spans.to_date

    group by closings.closing_date, closings.tenant_id

),

final as (

    select
        states.closing_date,
        states.tenant_id,
        tenants.segment,
        tenant_seats.seat_count,
        nullif(tenants.plan_feature_count, 0) as plan_feature_count,
        states.first_usage_date,
        states.closing_date - 7 >= states.first_usage_date as has_week,
        states.closing_date - 28 >= states.first_usage_date as has_month,
        states.closing_date - 56 >= states.first_usage_date as has_two_months,

        coalesce(states.week_active_count, 0) as week_active_count,
        coalesce(states.month_active_count, 0) as month_active_count,
        states.user_days_until_now - states.user_days_until_then as user_days_28,
        states.user_days_until_then - states.user_days_until_long_ago as user_days_28_before,
        coalesce(breadths.feature_count, 0) as feature_count,
        -- Whole days: used on the last day before the closing is zero.
        states.closing_date - 1 - states.last_active_date as days_since_active

    from states

    left join tenants
        on states.tenant_id = tenants.tenant_id

    left join tenant_seats
        on states.tenant_id = tenant_seats.tenant_id

    left join breadths
        on states.closing_date = breadths.closing_date
        and states.tenant_id = breadths.tenant_id

)

select * from final
