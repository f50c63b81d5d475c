-- Grain:   grain, period_start_date, tenant_id
-- Unit:    amounts in the workspace's currency a year
-- Source:  tenant_arr; periods
-- Answers: what became of a tenant's recurring revenue between the start and the end of a period?

with

windows as (

    select
        grain,
        period_start_date,
        closing_date

    from periods

    where grain != 'day' and period_start_date < closing_date

),

first_days as (

    select
        tenant_id,
        min(from_date) as first_paid_date

    from tenant_arr

    where arr_amount > 0

    group by tenant_id

),

-- Opening and closing are the states just before anything that takes effect on those days.
states as (

    select
        windows.grain,
        windows.period_start_date,
        tenant_arr.tenant_id,
        sum(
            case
                when tenant_arr.from_date < windows.period_start_date
                    then tenant_arr.arr_amount
                else 0
            end
        ) as opening_arr,
        sum(
            case
                when tenant_arr.to_date >= windows.closing_date then tenant_arr.arr_amount
                else 0
            end
        ) as closing_arr,
        bool_or(tenant_arr.arr_amount = 0) as had_gap

    from windows

    inner join tenant_arr
        on tenant_arr.from_date < windows.closing_date
        and tenant_arr.to_date >= windows.period_start_date

    group by windows.grain, windows.period_start_date, tenant_arr.tenant_id

),

final as (

    select
        states.grain,
        states.period_start_date,
        states.tenant_id,
        states.opening_arr::decimal(18, 2) as opening_arr,
        states.closing_arr::decimal(18, 2) as closing_arr,
        case
            when states.opening_arr > 0 and states.closing_arr = 0 then 'churned'
            when states.opening_arr > 0 and states.closing_arr > states.opening_arr
                then 'expansion'
            when states.opening_arr > 0 and states.closing_arr < states.opening_arr
                then 'contraction'
            when states.opening_arr > 0 then 'unchanged'
            when states.closing_arr > 0 and first_days.first_paid_date < states.period_start_date
                then 'reactivation'
            when states.closing_arr > 0 then 'new'
            -- Came and left inside the period: in no bridge, shown as early churn.
            when first_days.first_paid_date >= states.period_start_date then 'early_churn'
            else 'passing_reactivation'
        end as movement,

        -- Without revenue in between, since there is some at both ends.
        states.opening_arr > 0 and states.closing_arr > 0 and states.had_gap as is_interrupted

    from states

    inner join first_days
        on states.tenant_id = first_days.tenant_id

    where
        states.opening_arr != 0
        or states.closing_arr != 0
        or first_days.first_paid_date >= states.period_start_date

)

select * from final
