-- Grain:   tenant_id, feature, from_date
-- Unit:    local days of the tenant; to_date is 28 days after the last day of use
-- Source:  usage_daily_counted; usage_events_counted; tenants, through stg_tenants
-- Answers: from when to when did a tenant have a key feature of its plan in use?

with

-- Stretches of 28 days, counted from before any date of a source.
used_together as (

    select
        tenant_id,
        usage_date,
        ((usage_date - date '4713-01-01 (BC)') // 28)::integer as stretch_number,
        features

    from usage_daily_counted

),

used as (

    select
        tenant_id,
        usage_date,
        stretch_number,
        unnest(features) as feature

    from used_together

    union all

    select
        tenant_id,
        usage_date,
        ((usage_date - date '4713-01-01 (BC)') // 28)::integer as stretch_number,
        feature

    from usage_events_counted

),

-- No gap of more than 28 days lies within a stretch: its first and last day of use tell enough.
stretches as (

    select
        tenant_id,
        feature,
        min(usage_date) as first_date,
        max(usage_date) as last_date

    from used

    group by tenant_id, feature, stretch_number

),

plans as (

    select
        tenant_id,
        unnest(plan_features) as feature

    from stg_tenants

),

neighbours as (

    select
        stretches.tenant_id,
        stretches.feature,
        stretches.first_date,
        stretches.last_date,
        lag(stretches.last_date) over (
            partition by stretches.tenant_id, stretches.feature
            order by stretches.first_date
        ) as date_before

    from stretches

    semi join plans
        on stretches.tenant_id = plans.tenant_id
        and stretches.feature = plans.feature

),

numbered as (

    select
        tenant_id,
        feature,
        first_date,
        last_date,
        count(*) filter (where date_before is null or first_date - date_before > 28) over (
            partition by tenant_id, feature
            order by first_date
        ) as span_number

    from neighbours

),

final as (

    select
        tenant_id,
        feature,
        min(first_date) as from_date,
        max(last_date) + 28 as to_date

    from numbered

    group by tenant_id, feature, span_number

)

select * from final
