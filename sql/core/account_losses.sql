-- Grain:   tenant_id, lost_date
-- Unit:    arr_amount in the workspace's currency a year; lost_date is the first day without
-- Source:  tenant_arr; subscription_terms; revenue_spans; run_settings
-- Answers: which customers left, or have said that they will, and on which day was it announced?

with

-- What runs of a customer's contracts, and the end of it that is known: a notice ends a contract
-- with its term.
contracts as (

    select
        revenue_spans.tenant_id,
        subscription_terms.from_date,
        coalesce(
            subscription_terms.live_to_date,
            case
                when subscription_terms.notice_date is not null
                    then subscription_terms.term_end_date
            end,
            date '9999-12-31'
        ) as end_date,
        subscription_terms.notice_date

    from subscription_terms

    inner join revenue_spans
        on revenue_spans.entity = 'subscriptions'
        and subscription_terms.subscription_id = revenue_spans.contract_id

    where subscription_terms.arr_amount > 0

),

-- Who is back within 90 days had a gap and was not lost.
past as (

    select
        tenant_arr.tenant_id,
        tenant_arr.from_date as lost_date,
        -tenant_arr.arr_change as arr_amount

    from tenant_arr

    cross join run_settings

    where
        tenant_arr.arr_amount = 0
        and tenant_arr.from_date <= run_settings.as_of_date
        and tenant_arr.to_date > tenant_arr.from_date + 90

),

-- Who still pays and has given notice of all that runs.
ahead as (

    select
        contracts.tenant_id,
        max(contracts.end_date) as lost_date,
        any_value(tenant_arr.arr_amount) as arr_amount

    from contracts

    cross join run_settings

    inner join tenant_arr
        on contracts.tenant_id = tenant_arr.tenant_id
        and tenant_arr.from_date <= run_settings.as_of_date
        and tenant_arr.to_date > run_settings.as_of_date
        and tenant_arr.arr_amount > 0

    -- What is signed and begins later runs on, too.
    where contracts.end_date > run_settings.as_of_date

    group by contracts.tenant_id

    having
        max(contracts.end_date) < date '9999-12-31'
        and bool_and(coalesce(contracts.notice_date <= run_settings.as_of_date, false))

),

losses as (

    select * from past
    union all by name
    select * from ahead

),

-- Announced on the day on which the last contract had been given notice; where one of them just
-- ended, or none is known, not before the loss itself.
final as (

    select
        losses.tenant_id,
        losses.lost_date,
        coalesce(
            case
                when count(contracts.notice_date) = count(contracts.tenant_id)
                    then least(max(contracts.notice_date), losses.lost_date)
            end,
            losses.lost_date
        ) as announced_date,
        any_value(losses.arr_amount)::decimal(18, 2) as arr_amount

    from losses

    left join contracts
        on losses.tenant_id = contracts.tenant_id
        and losses.lost_date > contracts.from_date
        and losses.lost_date <= contracts.end_date

    group by losses.tenant_id, losses.lost_date

)

select * from final
