-- Grain:   tenant_id, feature, usage_date
-- Unit:    one row a day on which a key feature was used
-- Source:  usage_daily_counted; usage_events_counted; tenants, through stg_tenants
-- Answers: on which days did a tenant use which key feature of its plan?

with

used as (

    select
        tenant_id,
        usage_date,
        unnest(features) as feature

    from usage_daily_counted

    union

    select
        tenant_id,
        usage_date,
        feature

    from usage_events_counted

),

final as (

    select
        used.tenant_id,
        used.feature,
        used.usage_date

    from used

    inner join stg_tenants
        on used.tenant_id = stg_tenants.tenant_id

    where list_contains(stg_tenants.plan_features, used.feature)

)

select * from final
