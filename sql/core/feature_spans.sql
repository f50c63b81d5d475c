-- Grain:   tenant_id, feature, from_date
-- Unit:    local days of the tenant; to_date is 28 days after the last day of use
-- Source:  usage_daily_counted; usage_events_counted; stg_tenants; tenant_successors
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
        stretch_number,
        min(usage_date) as first_date,
        max(usage_date) as last_date

    from used

    group by tenant_id, feature, stretch_number

),

-- A merged tenant is its successor, whose plan counts: what both of them used is one use.
stretches_of_accounts as (

    select
        coalesce(tenant_successors.successor_id, stretches.tenant_id) as tenant_id,
        stretches.feature,
        min(stretches.first_date) as first_date,
        max(stretches.last_date) as last_date

    from stretches

    left join tenant_successors
        on stretches.tenant_id = tenant_successors.tenant_id

    group by
        coalesce(tenant_successors.successor_id, stretches.tenant_id),
        stretches.feature,
        stretches.stretch_number

),

plans as (

    select
        tenant_id,
        unnest(plan_features) as feature

    from stg_tenants

),

neighbours as (

    select
        stretches_of_accounts.tenant_id,
        stretches_of_accounts.feature,
        stretches_of_accounts.first_date,
        stretches_of_accounts.last_date,
        lag(stretches_of_accounts.last_date) over (
            partition by stretches_of_accounts.tenant_id, stretches_of_accounts.feature
            order by stretches_of_accounts.first_date
        ) as date_before

    from stretches_of_accounts

    semi join plans
        on stretches_of_accounts.tenant_id = plans.tenant_id
        and stretches_of_accounts.feature = plans.feature

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
