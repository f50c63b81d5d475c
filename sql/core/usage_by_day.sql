-- Grain:   tenant_id, usage_date
-- Unit:    users and qualifying events; local days of the tenant
-- Source:  user_days
-- Answers: how many users did a tenant have on a day, and on the 7 and 28 days that end with it?

with

user_histories as (

    select
        tenant_id,
        list_sort(list(usage_date)) as usage_dates

    from user_days

    group by tenant_id, user_id

),

-- Each day of use beside the user's day before it; at last the user's last day beside no next one.
neighbours as (

    select
        tenant_id,
        unnest(usage_dates) as usage_date,
        unnest(list_prepend(null::date, usage_dates)) as date_before

    from user_histories

),

-- A user counts for a window of n days from each day of use on, and leaves where the next use is n
-- days or more away. The sum of entries and leavings over time is the number of distinct users,
-- without a look back from every day.
gaps as (

    select
        tenant_id,
        usage_date,
        date_before,
        coalesce(usage_date - date_before, 28) >= 28 as is_month

    from neighbours

    where coalesce(usage_date - date_before, 28) >= 7

),

changes as (

    select
        tenant_id,
        usage_date,
        count(*) as active_count,
        sum(event_count) as event_count,
        0 as week_change,
        0 as month_change

    from user_days

    group by tenant_id, usage_date

    union all

    select
        tenant_id,
        usage_date,
        0 as active_count,
        0 as event_count,
        count(*) as week_change,
        count(*) filter (where is_month) as month_change

    from gaps

    where usage_date is not null

    group by tenant_id, usage_date

    union all

    select
        tenant_id,
        date_before + 7 as usage_date,
        0 as active_count,
        0 as event_count,
        -count(*) as week_change,
        0 as month_change

    from gaps

    where date_before is not null

    group by tenant_id, date_before

    union all

    select
        tenant_id,
        date_before + 28 as usage_date,
        0 as active_count,
        0 as event_count,
        0 as week_change,
        -count(*) as month_change

    from gaps

    where date_before is not null and is_month

    group by tenant_id, date_before

),

by_day as (

    select
        tenant_id,
        usage_date,
        sum(active_count) as active_count,
        sum(event_count) as event_count,
        sum(week_change) as week_change,
        sum(month_change) as month_change

    from changes

    group by tenant_id, usage_date

),

final as (

    select
        tenant_id,
        usage_date,
        active_count::bigint as active_count,
        event_count::bigint as event_count,
        sum(week_change) over tenant_so_far::bigint as week_active_count,
        sum(month_change) over tenant_so_far::bigint as month_active_count,
        -- Running sums: what lies between two days is their difference.
        sum(active_count) over tenant_so_far::bigint as user_days_before,
        max(usage_date) filter (where active_count > 0) over tenant_so_far as last_active_date

    from by_day

    window tenant_so_far as (partition by tenant_id order by usage_date)

)

select * from final
