-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    amounts in the workspace's currency a year; counts in tenants
-- Source:  revenue_events; tenant_movements; periods; history_starts
-- Answers: how did a scope's recurring revenue get from the opening to the closing of a period?

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
        scope_kind,
        scope_id,
        event_date,
        sum(sum(moved_arr + transferred_arr)) over (
            partition by scope_kind, scope_id
            order by event_date
        ) as arr_amount,
        lead(event_date, 1, date '9999-12-31') over (
            partition by scope_kind, scope_id
            order by event_date
        ) as next_date

    from revenue_events

    group by scope_kind, scope_id, event_date

),

openings as (

    select
        windows.grain,
        windows.period_start_date,
        balances.scope_kind,
        balances.scope_id,
        balances.arr_amount as opening_arr

    from windows

    inner join balances
        on balances.event_date < windows.period_start_date
        and balances.next_date >= windows.period_start_date

),

-- Who had an opening or a movement has a balance before the closing.
closings as (

    select
        windows.grain,
        windows.period_start_date,
        balances.scope_kind,
        balances.scope_id,
        balances.arr_amount as closing_arr

    from windows

    inner join balances
        on balances.event_date < windows.closing_date
        and balances.next_date >= windows.closing_date

),

-- A tenant's movement is of one kind, by its opening and closing; each owner is credited with what
-- happened on the owner's days, so the owners' movements add up to the tenant's.
events as (

    select
        windows.grain,
        windows.period_start_date,
        revenue_events.scope_kind,
        revenue_events.scope_id,
        revenue_events.tenant_id,
        coalesce(tenant_movements.movement, 'unchanged') as movement,
        coalesce(bool_or(tenant_movements.is_interrupted), false) as is_interrupted,
        sum(revenue_events.moved_arr) as moved_arr,
        sum(greatest(revenue_events.transferred_arr, 0)) as transferred_in_arr,
        sum(greatest(-revenue_events.transferred_arr, 0)) as transferred_out_arr

    from windows

    inner join revenue_events
        on revenue_events.event_date >= windows.period_start_date
        and revenue_events.event_date < windows.closing_date

    left join tenant_movements
        on windows.grain = tenant_movements.grain
        and windows.period_start_date = tenant_movements.period_start_date
        and revenue_events.tenant_id = tenant_movements.tenant_id

    group by all

),

moves as (

    select
        grain,
        period_start_date,
        scope_kind,
        scope_id,
        sum(moved_arr) filter (where movement = 'new') as new_arr,
        sum(moved_arr) filter (where movement = 'reactivation') as reactivation_arr,
        sum(moved_arr) filter (where movement = 'expansion') as expansion_arr,
        -sum(moved_arr) filter (where movement = 'contraction') as contraction_arr,
        -sum(moved_arr) filter (where movement = 'churned') as churned_arr,
        -- Ups and downs of tenants that end where they began, under different owners.
        sum(moved_arr) filter (
            where movement in ('unchanged', 'early_churn', 'passing_reactivation')
        ) as passing_arr,
        sum(transferred_in_arr) as transferred_in_arr,
        sum(transferred_out_arr) as transferred_out_arr,
        count(*) filter (where movement = 'new') as new_count,
        count(*) filter (where movement = 'reactivation') as reactivation_count,
        count(*) filter (where movement = 'expansion') as expansion_count,
        count(*) filter (where movement = 'contraction') as contraction_count,
        count(*) filter (where movement = 'churned') as churned_count,
        count(*) filter (
            where
                movement in ('unchanged', 'early_churn', 'passing_reactivation')
                and moved_arr != 0
        ) as passing_count,
        count(*) filter (where movement = 'early_churn') as early_churn_count,
        count(*) filter (where is_interrupted) as interrupted_count,
        count(*) filter (where transferred_in_arr > 0) as transferred_in_count,
        count(*) filter (where transferred_out_arr > 0) as transferred_out_count

    from events

    group by grain, period_start_date, scope_kind, scope_id

),

unknown as (

    select
        closings.scope_kind,
        max(history_starts.first_seen_date) as first_seen_date

    from closings

    inner join history_starts
        on history_starts.subject = 'revenue'
        or closings.scope_kind not in ('organization', 'tenant')

    group by closings.scope_kind

),

final as (

    select
        closings.scope_kind,
        closings.scope_id,
        closings.grain,
        closings.period_start_date,

        -- By way of a double, which has 15 digits: to shorten a decimal of more than 18 digits
        -- takes DuckDB a hundred times as long.
        coalesce(openings.opening_arr, 0)::double::decimal(18, 4) as opening_arr,
        coalesce(moves.new_arr, 0)::double::decimal(18, 4) as new_arr,
        coalesce(moves.reactivation_arr, 0)::double::decimal(18, 4) as reactivation_arr,
        coalesce(moves.expansion_arr, 0)::double::decimal(18, 4) as expansion_arr,
        coalesce(moves.contraction_arr, 0)::double::decimal(18, 4) as contraction_arr,
        coalesce(moves.churned_arr, 0)::double::decimal(18, 4) as churned_arr,
        coalesce(moves.passing_arr, 0)::double::decimal(18, 4) as passing_arr,
        coalesce(moves.transferred_in_arr, 0)::double::decimal(18, 4) as transferred_in_arr,
        coalesce(moves.transferred_out_arr, 0)::double::decimal(18, 4) as transferred_out_arr,
        closings.closing_arr::double::decimal(18, 4) as closing_arr,

        coalesce(moves.new_count, 0) as new_count,
        coalesce(moves.reactivation_count, 0) as reactivation_count,
        coalesce(moves.expansion_count, 0) as expansion_count,
        coalesce(moves.contraction_count, 0) as contraction_count,
        coalesce(moves.churned_count, 0) as churned_count,
        coalesce(moves.passing_count, 0) as passing_count,
        coalesce(moves.early_churn_count, 0) as early_churn_count,
        coalesce(moves.interrupted_count, 0) as interrupted_count,
        coalesce(moves.transferred_in_count, 0) as transferred_in_count,
        coalesce(moves.transferred_out_count, 0) as transferred_out_count,

        -- A period that began before the first reading of sums or owners has no known opening.
        unknown.first_seen_date

    from closings

    left join unknown
        on closings.scope_kind = unknown.scope_kind
        and closings.period_start_date <= unknown.first_seen_date

    left join openings
        on closings.grain = openings.grain
        and closings.period_start_date = openings.period_start_date
        and closings.scope_kind = openings.scope_kind
        and closings.scope_id = openings.scope_id

    left join moves
        on closings.grain = moves.grain
        and closings.period_start_date = moves.period_start_date
        and closings.scope_kind = moves.scope_kind
        and closings.scope_id = moves.scope_id

)

select * from final

where
    opening_arr != 0
    or closing_arr != 0
    or new_count + reactivation_count + expansion_count + contraction_count + churned_count > 0
    or early_churn_count + interrupted_count + transferred_in_count + transferred_out_count > 0

order by scope_kind, scope_id, grain, period_start_date
