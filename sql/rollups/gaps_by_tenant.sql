-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    one row a tenant; lost_date is the first day without revenue
-- Source:  tenant_arr; loss_ownership; tenants; health_bands; periods
-- Answers: which tenants were without revenue for a while in the twelve months to a period's end,
--          although they pay at both ends, and which came in them and are gone?

with

windows as (

    select
        grain,
        period_start_date,
        trailing_start_date,
        closing_date

    from periods

    where grain != 'day'

),

first_days as (

    select
        tenant_id,
        min(from_date) as first_paid_date

    from tenant_arr

    where arr_amount > 0

    group by tenant_id

),

-- Only who lost all of its revenue in the window can have had a gap in it; the last loss speaks.
losses as (

    select
        windows.grain,
        windows.period_start_date,
        windows.trailing_start_date,
        windows.closing_date,
        tenant_arr.tenant_id,
        max(tenant_arr.from_date) as lost_date

    from windows

    inner join tenant_arr
        on tenant_arr.from_date >= windows.trailing_start_date
        and tenant_arr.from_date < windows.closing_date

    where tenant_arr.arr_amount <= 0

    group by all

),

-- Openings and closings are the states just before anything that takes effect on those days.
gaps as (

    select
        losses.grain,
        losses.period_start_date,
        losses.closing_date,
        losses.tenant_id,
        losses.lost_date,
        coalesce(openings.arr_amount, 0) > 0 and closings.arr_amount > 0 as is_interrupted,
        first_days.first_paid_date >= losses.trailing_start_date
        and closings.arr_amount <= 0 as is_early_churn

    from losses

    inner join first_days
        on losses.tenant_id = first_days.tenant_id

    inner join tenant_arr as closings
        on losses.tenant_id = closings.tenant_id
        and closings.from_date < losses.closing_date
        and closings.to_date >= losses.closing_date

    left join tenant_arr as openings
        on losses.tenant_id = openings.tenant_id
        and openings.from_date < losses.trailing_start_date
        and openings.to_date >= losses.trailing_start_date

    where is_interrupted or is_early_churn

),

-- Of whoever answers for the loss on its day.
owned as (

    select
        gaps.grain,
        gaps.period_start_date,
        gaps.tenant_id,
        loss_ownership.location_id,
        loss_ownership.team_id,
        loss_ownership.person_id

    from gaps

    inner join loss_ownership
        on gaps.tenant_id = loss_ownership.tenant_id
        and gaps.lost_date >= loss_ownership.loss_from_date
        and gaps.lost_date < loss_ownership.loss_to_date

),

scoped as (

    select
        case grouping(location_id, team_id, person_id)
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end::scope_kind as scope_kind,
        case grouping(location_id, team_id, person_id)
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,
        tenant_id

    from owned

    group by
        grouping sets (
            (grain, period_start_date, tenant_id, location_id),
            (grain, period_start_date, tenant_id, team_id),
            (grain, period_start_date, tenant_id, person_id),
            (grain, period_start_date, tenant_id, team_id, person_id)
        )

    union all

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        grain,
        period_start_date,
        tenant_id

    from gaps

    union all

    select
        'tenant'::scope_kind as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,
        tenant_id

    from gaps

),

final as (

    select
        scoped.scope_kind,
        scoped.scope_id,
        scoped.grain,
        scoped.period_start_date,
        scoped.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        health_bands.health_band,
        gaps.lost_date,
        gaps.is_interrupted,
        gaps.is_early_churn

    from scoped

    inner join gaps
        on scoped.grain = gaps.grain
        and scoped.period_start_date = gaps.period_start_date
        and scoped.tenant_id = gaps.tenant_id

    left join tenants
        on scoped.tenant_id = tenants.tenant_id

    asof left join health_bands
        on scoped.tenant_id = health_bands.tenant_id
        and gaps.closing_date >= health_bands.from_date

    where scoped.scope_id is not null

)

select * from final
