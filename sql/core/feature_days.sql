-- Grain:   tenant_id, feature, usage_date
-- Unit:    one row a day on which a key feature was used
-- Source:  usage_daily_counted; usage_events_counted; tenants, through stg_tenants
-- Answers: on which days did a tenant use which key feature of its plan?

with

-- Features as bits, 60 to a number, so that a day of many users is a few numbers.
key_features as (

    select
        feature,
        (row_number() over (order by feature) - 1) // 60 as block_number,
        1::bigint << ((row_number() over (order by feature) - 1) % 60)::bigint as feature_bit

    from (select distinct unnest(plan_features) as feature from stg_tenants)

),

used as (

    select
        tenant_id,
        usage_date,
        unnest(features) as feature

    from usage_daily_counted

    union all

    select
        tenant_id,
        usage_date,
        feature

    from usage_events_counted

),

used_blocks as (

    select
        used.tenant_id,
        used.usage_date,
        key_features.block_number,
        bit_or(key_features.feature_bit) as feature_bits

    from used

    inner join key_features
        on used.feature = key_features.feature

    group by used.tenant_id, used.usage_date, key_features.block_number

),

plans as (

    select distinct
        tenant_id,
        unnest(plan_features) as feature

    from stg_tenants

),

final as (

    select
        used_blocks.tenant_id,
        plans.feature,
        used_blocks.usage_date

    from used_blocks

    inner join plans
        on used_blocks.tenant_id = plans.tenant_id

    inner join key_features
        on plans.feature = key_features.feature
        and used_blocks.block_number = key_features.block_number

    where used_blocks.feature_bits & key_features.feature_bit != 0

)

select * from final
