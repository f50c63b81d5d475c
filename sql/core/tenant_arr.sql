-- Grain:   tenant_id, from_date
-- Unit:    arr_amount in the workspace's currency a year; to_date is the first day after
-- Source:  revenue_spans
-- Answers: what annual recurring revenue did a tenant have, over which days?

with

spans as (

    select * from revenue_spans

),

changes as (

    select
        tenant_id,
        from_date as change_date,
        arr_amount as arr_change

    from spans

    union all

    select
        tenant_id,
        to_date as change_date,
        -arr_amount as arr_change

    from spans

    where to_date is not null

),

changes_by_day as (

    select
        tenant_id,
        change_date,
        sum(arr_change) as arr_change

    from changes

    group by tenant_id, change_date

),

-- A credit takes what a customer pays down to nothing and no further: one that outlasts the
-- contracts is no negative revenue of a customer that is lost.
balances as (

    select
        tenant_id,
        change_date,
        greatest(
            sum(arr_change) over (partition by tenant_id order by change_date),
            0
        )::decimal(18, 2) as arr_amount

    from changes_by_day

),

-- A contract that ends on the day on which its successor begins for the same sum is no change.
moved as (

    select
        tenant_id,
        change_date,
        arr_amount,
        arr_amount - lag(arr_amount, 1, 0) over (
            partition by tenant_id
            order by change_date
        ) as arr_change

    from balances

    qualify arr_change != 0

),

final as (

    select
        tenant_id,
        change_date as from_date,
        coalesce(
            lead(change_date) over (partition by tenant_id order by change_date),
            date '9999-12-31'
        ) as to_date,
        arr_amount,
        arr_change::decimal(18, 2) as arr_change

    from moved

)

select * from final
