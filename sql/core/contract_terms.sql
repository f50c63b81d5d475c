-- Grain:   contract_id
-- Unit:    amounts in the workspace's currency a year; term_end_date is the first day after
-- Source:  subscription_terms, revenue_spans, tenant_successors; tenants, through stg_tenants;
--          tenant_arr; run_settings
-- Answers: when does each contract's agreed term end, and was it renewed, by how much?

with

-- Where no contract says when its term ends, the customer's own renewal date holds.
contracts as (

    select
        subscription_terms.subscription_id as contract_id,
        revenue_spans.tenant_id,
        subscription_terms.tenant_id as signed_tenant_id,
        subscription_terms.from_date,
        subscription_terms.live_to_date,
        coalesce(
            subscription_terms.term_end_date,
            case
                when subscription_terms.live_to_date is null
                    and stg_tenants.renewal_date >= run_settings.as_of_date
                    then stg_tenants.renewal_date
            end
        ) as term_end_date,
        subscription_terms.notice_date,
        subscription_terms.end_reason,
        subscription_terms.arr_amount,
        subscription_terms.renewed_date,
        subscription_terms.renewal_signed_date,
        subscription_terms.renewed_arr,
        subscription_terms.is_pending,
        run_settings.as_of_date

    from subscription_terms

    inner join revenue_spans
        on revenue_spans.entity = 'subscriptions'
        and subscription_terms.subscription_id = revenue_spans.contract_id

    cross join run_settings

    left join stg_tenants
        on subscription_terms.tenant_id = stg_tenants.tenant_id

    where subscription_terms.arr_amount > 0

    union all

    select
        stg_tenants.tenant_id as contract_id,
        stg_tenants.tenant_id,
        stg_tenants.tenant_id as signed_tenant_id,
        tenant_arr.from_date,
        null::date as live_to_date,
        stg_tenants.renewal_date as term_end_date,
        stg_tenants.notice_date,
        null::varchar as end_reason,
        tenant_arr.arr_amount,
        null::date as renewed_date,
        null::date as renewal_signed_date,
        null::decimal(18, 2) as renewed_arr,
        false as is_pending,
        run_settings.as_of_date

    from stg_tenants

    cross join run_settings

    inner join tenant_arr
        on stg_tenants.tenant_id = tenant_arr.tenant_id
        and tenant_arr.from_date <= run_settings.as_of_date
        and tenant_arr.to_date > run_settings.as_of_date

    where
        stg_tenants.renewal_date >= run_settings.as_of_date
        and tenant_arr.arr_amount > 0
        and not exists (
            from subscription_terms where subscription_terms.tenant_id = stg_tenants.tenant_id
        )

),

-- What changes hands in the middle of a term is not up for renewal: its successor's term is.
ending as (

    select
        contracts.contract_id,
        contracts.tenant_id,
        contracts.signed_tenant_id,
        contracts.from_date,
        contracts.live_to_date,
        contracts.term_end_date,
        contracts.notice_date,
        contracts.renewal_signed_date,
        contracts.arr_amount,
        contracts.is_pending,
        contracts.as_of_date,
        coalesce(contracts.renewed_date <= contracts.live_to_date, false) as is_renewed_by_id,
        contracts.end_reason = 'replaced' as is_replaced,
        least(contracts.renewed_arr, contracts.arr_amount) as renewed_by_id_arr

    from contracts

    where
        contracts.term_end_date is not null
        and not (
            coalesce(contracts.live_to_date < contracts.term_end_date, false)
            and (
                contracts.renewed_date is not null
                or coalesce(contracts.end_reason in ('replaced', 'merged'), false)
            )
        )

),

beginnings as (

    select
        tenant_id,
        from_date,
        sum(arr_amount) as begun_arr

    from subscription_terms

    where from_date < coalesce(live_to_date, date '9999-12-31')

    group by tenant_id, from_date

),

-- Replaced at the term's end without a word of what by: what else began on that day is shared out.
renewed as (

    select
        ending.contract_id,
        ending.tenant_id,
        ending.from_date,
        ending.live_to_date,
        ending.term_end_date,
        ending.notice_date,
        ending.renewal_signed_date,
        ending.arr_amount,
        ending.is_pending,
        ending.as_of_date,
        ending.is_renewed_by_id or coalesce(ending.is_replaced, false) as is_renewed,
        case
            when ending.is_renewed_by_id then ending.renewed_by_id_arr
            when ending.is_replaced
                then ending.arr_amount * least(
                    1,
                    greatest(
                        coalesce(beginnings.begun_arr, 0)
                        - sum(
                            case
                                when ending.is_renewed_by_id then ending.renewed_by_id_arr
                                else 0
                            end
                        ) over (partition by ending.signed_tenant_id, ending.live_to_date),
                        0
                    ) / nullif(
                        sum(
                            case when ending.is_renewed_by_id then 0 else ending.arr_amount end
                        ) over (partition by ending.signed_tenant_id, ending.live_to_date),
                        0
                    )
                )
            else 0
        end as renewed_arr

    from ending

    left join beginnings
        on ending.signed_tenant_id = beginnings.tenant_id
        and ending.live_to_date = beginnings.from_date

),

final as (

    select
        contract_id,
        tenant_id,
        from_date,
        live_to_date,
        term_end_date,
        notice_date,
        renewal_signed_date,
        arr_amount::decimal(18, 2) as arr_amount,
        renewed_arr::decimal(18, 2) as renewed_arr,
        case
            when is_renewed then 'renewed'
            when is_pending then 'pending'
            when live_to_date <= as_of_date then 'lost'
            when live_to_date is not null or notice_date is not null then 'notice'
            else 'due'
        end as status

    from renewed

)

select * from final
