-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    arr_amount in the workspace's currency a year; tenant_count in tenants
-- Source:  tenant_arr; tenant_ownership; periods
-- Answers: what recurring revenue did a scope carry at the end of a period?

with

closings as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date

    from periods

    where periods.has_states

),

-- The state just before anything that takes effect on the closing date.
arr_at_closing as (

    select
        closings.grain,
        closings.period_start_date,
        closings.closing_date,
        tenant_arr.tenant_id,
        tenant_arr.arr_amount

    from closings

    inner join tenant_arr
        on tenant_arr.from_date < closings.closing_date
        and tenant_arr.to_date >= closings.closing_date

    where tenant_arr.arr_amount > 0

),

owned_arr as (

    select
        arr_at_closing.grain,
        arr_at_closing.period_start_date,
        tenant_ownership.location_id,
        tenant_ownership.team_id,
        tenant_ownership.person_id,
        arr_at_closing.tenant_id,
        arr_at_closing.arr_amount * tenant_ownership.share as arr_amount

    from arr_at_closing

    inner join tenant_ownership
        on arr_at_closing.tenant_id = tenant_ownership.tenant_id
        and tenant_ownership.from_date < arr_at_closing.closing_date
        and tenant_ownership.to_date >= arr_at_closing.closing_date

),

by_owner as (

    select
        grain,
        period_start_date,
        location_id,
        team_id,
        person_id,
        grouping(location_id, team_id, person_id) as grouping_bits,
        sum(arr_amount) as arr_amount,
        count(distinct tenant_id) as tenant_count

    from owned_arr

    group by
        grouping sets (
            (grain, period_start_date, location_id),
            (grain, period_start_date, team_id),
            (grain, period_start_date, person_id),
            (grain, period_start_date, team_id, person_id)
        )

),

final as (

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        grain,
        period_start_date,
        sum(arr_amount)::decimal(18, 2) as arr_amount,
        count(*)::bigint as tenant_count

    from arr_at_closing

    group by grain, period_start_date

    union all

    select
        'tenant'::scope_kind as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,
        arr_amount::decimal(18, 2) as arr_amount,
        1::bigint as tenant_count

    from arr_at_closing

    union all

    select
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
        -- By way of a double for speed, as in rollup_revenue.
        arr_amount::double::decimal(18, 2) as arr_amount,
        tenant_count::bigint as tenant_count

    from by_owner

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
