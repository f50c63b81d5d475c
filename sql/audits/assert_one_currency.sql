-- Answers:    are revenue and deals in the workspace's currency, or in one that has a rate in
--             sql/seeds/exchange_rates.csv? Amounts in others cannot be added up.
-- On failure: stop

with

amounts as (

    select
        'subscriptions' as entity,
        subscription_id as entity_key,
        currency_code

    from stg_subscriptions

    union all

    select
        'arr_history' as entity,
        tenant_id as entity_key,
        currency_code

    from stg_arr_history

    union all

    select
        'tenant_today' as entity,
        tenant_id as entity_key,
        currency_code

    from stg_tenant_today

    union all

    -- A past pipeline is made of the amounts of every version.
    select distinct
        'deals' as entity,
        deal_id as entity_key,
        currency_code

    from stg_deal_versions

    where amount is not null and not is_deleted

)

select
    amounts.entity,
    amounts.entity_key,
    amounts.currency_code,
    run_settings.currency_code as workspace_currency_code

from amounts

cross join run_settings

where
    amounts.currency_code != run_settings.currency_code
    and not exists (
        from exchange_rates
        where
            exchange_rates.currency_code = amounts.currency_code
            and exchange_rates.rate::decimal(18, 8) > 0
    )
