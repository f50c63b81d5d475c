-- Grain:   tenant_id, usage_date
-- Unit:    users and qualifying events; session_count null where daily rows do not tell it; local
--          days of the tenant
-- Source:  user_days; usage_daily_counted; usage_events_counted; tenant_successors
-- Answers: how many users did a tenant have on a day, and on the 7 and 28 days that end with it?

with

used as (

    select
        tenant_id,
        user_id,
        usage_date - date '4713-01-01 (BC)' as day_number

    from usage_daily_counted

    union all

    select
        tenant_id,
        user_id,
        usage_date - date '4713-01-01 (BC)' as day_number

    from usage_events_counted

),

-- A user's days of use as bits, 60 days to a number, counted from before any date of a source.
blocks as (

    select
        tenant_id,
        user_id,
        day_number // 60 as block_number,
        bit_or(1::bigint << (day_number % 60)) as day_bits

    from used

    group by tenant_id, user_id, block_number

),

beside as (

    select
        tenant_id,
        block_number,
        day_bits,
        case
            when lag(block_number) over user_blocks = block_number - 1
                then lag(day_bits) over user_blocks
            else 0
        end as bits_before,
        case
            when lead(block_number) over user_blocks = block_number + 1
                then lead(day_bits) over user_blocks
            else 0
        end as bits_after

    from blocks

    window user_blocks as (partition by tenant_id, user_id order by block_number)

),

-- The 60 days with 30 before and 30 after them, the earliest day being the lowest bit.
near as (

    select
        tenant_id,
        block_number,
        (bits_before >> 30)::hugeint
        | (day_bits::hugeint << 30)
        | ((bits_after & ((1::bigint << 30) - 1))::hugeint << 90) as near_bits

    from beside

),

-- Use on a day or one of the two before it, or the two after it: three days at once.
smeared as (

    select
        tenant_id,
        block_number,
        near_bits,
        near_bits | (near_bits << 1) | (near_bits << 2) as three_before_bits,
        near_bits | (near_bits >> 1) | (near_bits >> 2) as three_after_bits

    from near

),

-- Of the 60, days of use without any in the six days (two times three) before, or after it.
week_edges as (

    select
        tenant_id,
        block_number,
        near_bits,
        (
            (near_bits & ~((three_before_bits << 1) | (three_before_bits << 4))) >> 30
            & ((1::hugeint << 60) - 1)
        )::bigint as start_bits,
        (
            (near_bits & ~((three_after_bits >> 1) | (three_after_bits >> 4))) >> 30
            & ((1::hugeint << 60) - 1)
        )::bigint as end_bits

    from smeared

),

places as (

    select unnest(range(60)) as place

),

edges as (

    select
        week_edges.tenant_id,
        date '4713-01-01 (BC)' + (week_edges.block_number * 60 + places.place)::integer
            as usage_date,
        (week_edges.start_bits >> places.place) & 1 = 1 as is_week_start,
        (week_edges.end_bits >> places.place) & 1 = 1 as is_week_end,
        -- No use in the 27 days before, or after it.
        (week_edges.near_bits >> (places.place + 3)) & ((1::hugeint << 27) - 1) = 0
            as is_month_start,
        (week_edges.near_bits >> (places.place + 31)) & ((1::hugeint << 27) - 1) = 0
            as is_month_end

    from week_edges

    cross join places

    where (week_edges.start_bits | week_edges.end_bits) != 0

),

-- A user counts for a window of n days from a day of use on that has none in the n - 1 days before
-- it, and leaves n days after one that has none in the n - 1 days after it. The sum of entries and
-- leavings over time is the number of distinct users, without a look back from every day.
changes as (

    select
        tenant_id,
        usage_date,
        count(*) as active_count,
        sum(event_count) as event_count,
        sum(session_count) as session_count,
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
        null as session_count,
        count(*) as week_change,
        count(*) filter (where is_month_start) as month_change

    from edges

    where is_week_start

    group by tenant_id, usage_date

    union all

    select
        tenant_id,
        usage_date + 7 as usage_date,
        0 as active_count,
        0 as event_count,
        null as session_count,
        -count(*) as week_change,
        0 as month_change

    from edges

    where is_week_end

    group by tenant_id, edges.usage_date

    union all

    select
        tenant_id,
        usage_date + 28 as usage_date,
        0 as active_count,
        0 as event_count,
        null as session_count,
        0 as week_change,
        -count(*) as month_change

    from edges

    -- Who is not seen for 27 days is not seen for six: said so, most places need no look that far.
    where is_week_end and is_month_end

    group by tenant_id, edges.usage_date

),

-- A merged tenant is its successor on all days. Its users were told apart before: one id at two
-- tenants is two users.
by_day as (

    select
        coalesce(tenant_successors.successor_id, changes.tenant_id) as tenant_id,
        changes.usage_date,
        sum(changes.active_count)::bigint as active_count,
        sum(changes.event_count)::bigint as event_count,
        sum(changes.session_count)::bigint as session_count,
        sum(changes.week_change)::bigint as week_change,
        sum(changes.month_change)::bigint as month_change

    from changes

    left join tenant_successors
        on changes.tenant_id = tenant_successors.tenant_id

    group by coalesce(tenant_successors.successor_id, changes.tenant_id), changes.usage_date

),

final as (

    select
        tenant_id,
        usage_date,
        active_count::bigint as active_count,
        event_count::bigint as event_count,
        session_count,
        sum(week_change) over tenant_so_far::bigint as week_active_count,
        sum(month_change) over tenant_so_far::bigint as month_active_count,
        -- Running sums: what lies between two days is their difference.
        sum(active_count) over tenant_so_far::bigint as user_days_before,
        last_value(case when active_count > 0 then usage_date end ignore nulls) over tenant_so_far
            as last_active_date

    from by_day

    window tenant_so_far as (partition by tenant_id order by usage_date)

)

select * from final
