-- Grain:   window_kind, grain, period_start_date, tenant_id
-- Unit:    amounts in the workspace's currency a year; window_days in days
-- Source:  tenant_arr; periods
-- Answers: which tenants paid at the start of a window (the trailing twelve months, or the period
--          itself), and what did they pay at its end?

with

-- Without history back to the window's start the opening state is not known and there is no cohort.
windows as (

    select
        'trailing' as window_kind,
        periods.grain,
        periods.period_start_date,
        periods.trailing_start_date as window_start_date,
        periods.closing_date as window_end_date

    from periods

    where periods.grain != 'day'

    union all

    select
        'period' as window_kind,
        periods.grain,
        periods.period_start_date,
        periods.period_start_date as window_start_date,
        periods.closing_date as window_end_date

    from periods

    where
        periods.grain in ('month', 'quarter', 'range')
        or periods.whole_grain in ('month', 'quarter')

),

-- Opening and closing are the states just before anything that takes effect on those days.
openings as (

    select
        windows.window_kind,
        windows.grain,
        windows.period_start_date,
        windows.window_start_date,
        windows.window_end_date,
        (windows.window_end_date - windows.window_start_date)::integer as window_days,
        tenant_arr.tenant_id,
        tenant_arr.arr_amount as opening_arr

    from windows

    inner join tenant_arr
        on tenant_arr.from_date < windows.window_start_date
        and tenant_arr.to_date >= windows.window_start_date

    where
        tenant_arr.arr_amount > 0
        and windows.window_start_date < windows.window_end_date
        and windows.window_start_date > (select min(from_date) from tenant_arr)

),

final as (

    select
        openings.window_kind,
        openings.grain,
        openings.period_start_date,
        openings.tenant_id,
        openings.window_start_date,
        openings.window_end_date,
        openings.window_days,
        openings.opening_arr,
        coalesce(tenant_arr.arr_amount, 0)::decimal(18, 2) as closing_arr

    from openings

    left join tenant_arr
        on openings.tenant_id = tenant_arr.tenant_id
        and tenant_arr.from_date < openings.window_end_date
        and tenant_arr.to_date >= openings.window_end_date

)

select * from final
