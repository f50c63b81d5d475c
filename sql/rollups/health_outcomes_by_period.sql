-- Grain:   scope_kind, scope_id, grain, period_start_date, snapshot_date, tenant_id
-- Unit:    score from 0 to 100; placement as share of the accounts that stayed
-- Source:  health_placements; periods; tenants
-- Answers: of the snapshots of two years whose 90 days were over at a period's end, which account
--          was how healthy, and was it lost?
-- Kept as: view

with

last_snapshots as (

    select distinct last_snapshot_date from health_placements

),

windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date,
        last_snapshots.last_snapshot_date

    from periods

    asof inner join last_snapshots
        on periods.closing_date - 90 >= last_snapshots.last_snapshot_date

    where
        periods.grain in ('month', 'quarter', 'range')
        and periods.period_start_date < periods.closing_date

),

final as (

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        windows.grain,
        windows.period_start_date,
        health_placements.snapshot_date,
        health_placements.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        health_placements.health_band,
        health_placements.score,
        health_placements.is_lost,
        health_placements.is_ranked,
        health_placements.placement

    from windows

    inner join health_placements
        on windows.last_snapshot_date = health_placements.last_snapshot_date
        and windows.closing_date - 90 - interval 2 years < health_placements.last_snapshot_date

    left join tenants
        on health_placements.tenant_id = tenants.tenant_id

)

select * from final
