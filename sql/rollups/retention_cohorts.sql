-- Grain:   window_kind, grain, period_start_date, tenant_id
-- Unit:    amounts in the workspace's currency a year; window_days in days; logo counts: the
--          tenant's part of its logo
-- Source:  tenant_arr; tenant_logos; logo_arr; periods; run_settings (retention_method,
--          nrr_include_reactivation)
-- Answers: which tenants paid at the start of a window (the trailing twelve months, or the period
--          itself), what did they pay at its end, and how much of it counts as kept?

with

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

first_days as (

    select
        tenant_id,
        min(from_date) as first_paid_date

    from tenant_arr

    where arr_amount > 0

    group by tenant_id

),

-- Opening and closing are the states just before anything that takes effect on those days. Who had
-- not paid before the window's start, or of whom no history goes back to it, is in no cohort.
states as (

    select
        windows.window_kind,
        windows.grain,
        windows.period_start_date,
        windows.window_start_date,
        windows.window_end_date,
        first_days.tenant_id,
        first_days.first_paid_date,
        openings.arr_amount as opening_arr,
        closings.arr_amount as closing_arr

    from windows

    inner join first_days
        on first_days.first_paid_date < windows.window_start_date

    inner join tenant_arr as openings
        on first_days.tenant_id = openings.tenant_id
        and openings.from_date < windows.window_start_date
        and openings.to_date >= windows.window_start_date

    inner join tenant_arr as closings
        on first_days.tenant_id = closings.tenant_id
        and closings.from_date < windows.window_end_date
        and closings.to_date >= windows.window_end_date

    where windows.window_start_date < windows.window_end_date

),

-- Who had left before the window and came back in it is in no cohort; a setting lets NRR count it.
cohorts as (

    select
        states.window_kind,
        states.grain,
        states.period_start_date,
        states.window_start_date,
        states.window_end_date,
        states.tenant_id,
        tenant_logos.logo_id as family_id,
        greatest(states.opening_arr, 0)::decimal(18, 2) as opening_arr,
        states.closing_arr,
        states.opening_arr <= 0 as is_reactivation,
        run_settings.retention_method = 'flow' as is_flow,
        run_settings.nrr_include_reactivation as includes_reactivation

    from states

    cross join run_settings

    left join tenant_logos
        on states.tenant_id = tenant_logos.tenant_id

    where
        states.opening_arr > 0
        or (
            run_settings.nrr_include_reactivation
            and states.opening_arr = 0
            and states.closing_arr > 0
        )

),

-- The days in the window on which a tenant was left without revenue.
losses as (

    select
        cohorts.window_kind,
        cohorts.grain,
        cohorts.period_start_date,
        cohorts.tenant_id,
        min(tenant_arr.from_date) as first_lost_date,
        max(tenant_arr.from_date) as last_lost_date

    from cohorts

    inner join tenant_arr
        on cohorts.tenant_id = tenant_arr.tenant_id
        and tenant_arr.from_date >= cohorts.window_start_date
        and tenant_arr.from_date < cohorts.window_end_date

    where
        tenant_arr.arr_amount <= 0
        and not cohorts.is_reactivation

    group by all

),

-- Of the tenants of one billing parent: how many there were at the start, and whether none of them
-- pays any more, those included that came in the window.
families as (

    select
        cohorts.window_kind,
        cohorts.grain,
        cohorts.period_start_date,
        cohorts.family_id,
        count(distinct cohorts.tenant_id) as tenant_count,
        coalesce(
            bool_or(
                logo_arr.arr_amount <= 0
                and (cohorts.is_flow or logo_arr.to_date >= cohorts.window_end_date)
            ),
            false
        ) as is_lost

    from cohorts

    left join logo_arr
        on cohorts.family_id = logo_arr.logo_id
        and cohorts.window_start_date <= logo_arr.from_date
        and cohorts.window_end_date > logo_arr.from_date

    where
        cohorts.family_id is not null
        and not cohorts.is_reactivation

    group by cohorts.window_kind, cohorts.grain, cohorts.period_start_date, cohorts.family_id

),

-- By snapshot only the two ends count. By flow every way down counts, and who leaves is gone: what
-- comes back is a reactivation.
judged as (

    select
        cohorts.window_kind,
        cohorts.grain,
        cohorts.period_start_date,
        cohorts.tenant_id,
        cohorts.window_start_date,
        cohorts.window_end_date,
        cohorts.opening_arr,
        cohorts.closing_arr,
        cohorts.is_reactivation,
        cohorts.is_flow,
        cohorts.family_id,
        -- The tenants that a logo had at the start stand for it in equal parts, in decimals, since
        -- sums of floating-point numbers depend on their order.
        case
            when cohorts.is_reactivation then 0
            else (1 / nullif(coalesce(families.tenant_count, 1), 0))::decimal(13, 12)
        end as logo_count,
        families.is_lost as is_family_lost,
        case
            when cohorts.is_flow then losses.first_lost_date
            when cohorts.closing_arr <= 0 then losses.last_lost_date
        end as lost_date,
        case
            when cohorts.is_flow and losses.first_lost_date is not null
                then losses.first_lost_date
            else cohorts.window_end_date
        end as loss_through_date,
        case
            when
                cohorts.is_flow
                and losses.first_lost_date is not null
                and not cohorts.includes_reactivation
                then losses.first_lost_date
            else cohorts.window_end_date
        end as change_through_date

    from cohorts

    left join losses
        on cohorts.window_kind = losses.window_kind
        and cohorts.grain = losses.grain
        and cohorts.period_start_date = losses.period_start_date
        and cohorts.tenant_id = losses.tenant_id

    left join families
        on cohorts.window_kind = families.window_kind
        and cohorts.grain = families.grain
        and cohorts.period_start_date = families.period_start_date
        and cohorts.family_id = families.family_id

),

-- The changes that count, in sums; the days are still needed to credit them to owners.
moves as (

    select
        judged.window_kind,
        judged.grain,
        judged.period_start_date,
        judged.tenant_id,
        sum(tenant_arr.arr_change) filter (
            where tenant_arr.from_date <= judged.change_through_date
        ) as change_arr,
        sum(greatest(-tenant_arr.arr_change, 0)) as down_arr

    from judged

    inner join tenant_arr
        on judged.tenant_id = tenant_arr.tenant_id
        and tenant_arr.from_date >= judged.window_start_date
        and tenant_arr.from_date < judged.window_end_date

    group by all

),

final as (

    select
        judged.window_kind,
        judged.grain,
        judged.period_start_date,
        judged.tenant_id,
        judged.window_start_date,
        judged.window_end_date,
        (judged.window_end_date - judged.window_start_date)::integer as window_days,
        judged.opening_arr,
        judged.closing_arr,

        -- Of the opening: what stayed, growth left out, and no less than nothing, whatever was
        -- added and lost again; and what it became, growth included.
        case
            when judged.is_flow
                then greatest(judged.opening_arr - coalesce(moves.down_arr, 0), 0)
            else least(judged.closing_arr, judged.opening_arr)
        end::decimal(18, 2) as kept_arr,
        (judged.opening_arr + coalesce(moves.change_arr, 0))::decimal(18, 2) as retained_arr,
        (not judged.is_reactivation)::integer as tenant_count,
        judged.family_id,
        judged.logo_count,
        case
            when coalesce(judged.is_family_lost, judged.lost_date is not null) then 0
            else judged.logo_count
        end as kept_logo_count,

        judged.lost_date,
        judged.loss_through_date,
        judged.change_through_date

    from judged

    left join moves
        on judged.window_kind = moves.window_kind
        and judged.grain = moves.grain
        and judged.period_start_date = moves.period_start_date
        and judged.tenant_id = moves.tenant_id

)

select * from final
