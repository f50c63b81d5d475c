-- Grain:   window_kind, scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    amounts in the workspace's currency a year; logos: the tenant's part of its own
-- Source:  retention_cohorts; retention_by_owner; tenants; health_bands; periods
-- Answers: which tenants made up a scope's opening, closing and kept revenue of a window?
-- Kept as: view

with

by_owner as (

    select
        window_kind,
        grain,
        period_start_date,
        tenant_id,
        location_id,
        team_id,
        person_id,
        grouping(location_id, team_id, person_id) as grouping_bits,

        sum(opening_arr_days) / any_value(window_days) as opening_arr,
        sum(opening_arr_days) / any_value(window_days) + sum(change_arr) as closing_arr,
        sum(opening_arr_days) / any_value(window_days) - sum(lost_arr) as kept_arr,
        sum(logo_days) / any_value(window_days) as opening_logos,
        sum(logo_days) / any_value(window_days) - sum(lost_logos) as kept_logos

    from retention_by_owner

    group by
        grouping sets (
            (window_kind, grain, period_start_date, tenant_id, location_id),
            (window_kind, grain, period_start_date, tenant_id, team_id),
            (window_kind, grain, period_start_date, tenant_id, person_id),
            (window_kind, grain, period_start_date, tenant_id, team_id, person_id)
        )

),

shares as (

    select
        window_kind,
        case grouping_bits
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end::scope_kind as scope_kind,
        case grouping_bits
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,
        tenant_id,

        opening_arr,
        closing_arr,
        kept_arr,
        opening_logos,
        kept_logos

    from by_owner

),

wholes as (

    select
        retention_cohorts.window_kind,
        unnest(['organization', 'tenant']::scope_kind[]) as scope_kind,
        unnest(['all', retention_cohorts.tenant_id]) as scope_id,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,

        retention_cohorts.opening_arr,
        retention_cohorts.retained_arr as closing_arr,
        retention_cohorts.kept_arr,
        retention_cohorts.logo_count as opening_logos,
        retention_cohorts.kept_logo_count as kept_logos

    from retention_cohorts

),

every_tenant as (

    select * from shares where scope_id is not null
    union all
    select * from wholes

),

final as (

    select
        every_tenant.window_kind,
        every_tenant.scope_kind,
        every_tenant.scope_id,
        every_tenant.grain,
        every_tenant.period_start_date,
        every_tenant.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        -- At the window's end; of an account that has ended, the last band that it was in.
        health_bands.health_band,

        every_tenant.opening_arr::double as opening_arr,
        every_tenant.closing_arr::double as closing_arr,
        every_tenant.kept_arr::double as kept_arr,
        every_tenant.opening_logos::double as opening_logos,
        every_tenant.kept_logos::double as kept_logos

    from every_tenant

    left join tenants
        on every_tenant.tenant_id = tenants.tenant_id

    inner join periods
        on every_tenant.grain = periods.grain
        and every_tenant.period_start_date = periods.period_start_date

    asof left join health_bands
        on every_tenant.tenant_id = health_bands.tenant_id
        and periods.closing_date >= health_bands.from_date

)

select * from final
