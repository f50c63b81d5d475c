-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    amounts in the workspace's currency a year, times the ownership share
-- Source:  revenue_events; tenant_movements; tenants; health_bands; periods
-- Answers: which tenants made up a scope's opening, movements and closing of a period?
-- Kept as: view

with

windows as (

    select
        grain,
        period_start_date,
        closing_date

    from periods

    where grain != 'day' and period_start_date < closing_date

),

-- A balance is the sum of everything before the day.
balances as (

    select
        revenue_events.scope_kind,
        revenue_events.scope_id,
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        revenue_events.tenant_id,
        sum(
            case
                when revenue_events.event_date < windows.period_start_date
                    then revenue_events.moved_arr + revenue_events.transferred_arr
                else 0
            end
        ) as opening_arr,
        sum(
            case
                when revenue_events.event_date >= windows.period_start_date
                    then revenue_events.moved_arr
                else 0
            end
        ) as moved_arr,
        sum(
            case
                when revenue_events.event_date >= windows.period_start_date
                    then greatest(revenue_events.transferred_arr, 0)
                else 0
            end
        ) as transferred_in_arr,
        sum(
            case
                when revenue_events.event_date >= windows.period_start_date
                    then greatest(-revenue_events.transferred_arr, 0)
                else 0
            end
        ) as transferred_out_arr,
        sum(revenue_events.moved_arr + revenue_events.transferred_arr) as closing_arr,
        count(*) filter (
            where revenue_events.event_date >= windows.period_start_date
        ) as event_count

    from windows

    inner join revenue_events
        on revenue_events.event_date < windows.closing_date

    group by
        revenue_events.scope_kind,
        revenue_events.scope_id,
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        revenue_events.tenant_id

),

final as (

    select
        balances.scope_kind,
        balances.scope_id,
        balances.grain,
        balances.period_start_date,
        balances.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        -- Of an account that has ended, the last band that it was in.
        health_bands.health_band,
        coalesce(tenant_movements.movement, 'unchanged') as movement,
        coalesce(tenant_movements.is_interrupted, false) as is_interrupted,
        balances.event_count,

        -- By way of a double for speed, as in rollup_revenue.
        balances.opening_arr::double::decimal(18, 4) as opening_arr,
        balances.moved_arr::double::decimal(18, 4) as moved_arr,
        balances.transferred_in_arr::double::decimal(18, 4) as transferred_in_arr,
        balances.transferred_out_arr::double::decimal(18, 4) as transferred_out_arr,
        balances.closing_arr::double::decimal(18, 4) as closing_arr

    from balances

    left join tenant_movements
        on balances.grain = tenant_movements.grain
        and balances.period_start_date = tenant_movements.period_start_date
        and balances.tenant_id = tenant_movements.tenant_id

    left join tenants
        on balances.tenant_id = tenants.tenant_id

    asof left join health_bands
        on balances.tenant_id = health_bands.tenant_id
        and balances.closing_date >= health_bands.from_date

)

select * from final
