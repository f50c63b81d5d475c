-- Grain:   window_kind, scope_kind, scope_id, grain, period_start_date
-- Unit:    amounts in the workspace's currency a year; tenants and logos by days owned; month_count
--          null where a period is no whole months
-- Source:  retention_cohorts; retention_by_owner; gaps_by_tenant; rollup_portfolio; history_starts;
--          periods; fiscal_months
-- Answers: of what a scope answered for at the start of a window, how much is left at its end?

with

by_owner as (

    select
        window_kind,
        grain,
        period_start_date,
        location_id,
        team_id,
        person_id,
        grouping(location_id, team_id, person_id) as grouping_bits,

        (sum(opening_arr_days) / any_value(window_days))::double as opening_arr,
        -- To the millionth, so that all that is lost leaves nothing, and not a hair less.
        round(sum(opening_arr_days) / any_value(window_days) + sum(change_arr), 6)::double
            as closing_arr,
        round(sum(opening_arr_days) / any_value(window_days) - sum(lost_arr), 6)::double
            as kept_arr,
        (sum(tenant_days) / any_value(window_days))::double as opening_tenants,
        -- Thirds of a logo are one.
        round(sum(logo_days) / any_value(window_days), 9)::double as opening_logos,
        round(sum(logo_days) / any_value(window_days) - sum(lost_logos), 9)::double as kept_logos,
        count(distinct tenant_id) filter (where opening_arr_days > 0) as tenant_count,
        -- Each tenant is a logo, but for those of a billing parent, which are one.
        count(distinct tenant_id) filter (where opening_arr_days > 0)
        - count(distinct tenant_id) filter (where opening_arr_days > 0 and family_id is not null)
        + count(distinct family_id) filter (where opening_arr_days > 0) as logo_count

    from retention_by_owner

    group by
        grouping sets (
            (window_kind, grain, period_start_date, location_id),
            (window_kind, grain, period_start_date, team_id),
            (window_kind, grain, period_start_date, person_id),
            (window_kind, grain, period_start_date, team_id, person_id)
        )

),

sums as (

    select
        window_kind,
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        grain,
        period_start_date,

        sum(opening_arr)::double as opening_arr,
        sum(retained_arr)::double as closing_arr,
        sum(kept_arr)::double as kept_arr,
        sum(tenant_count)::double as opening_tenants,
        round(sum(logo_count), 9)::double as opening_logos,
        round(sum(kept_logo_count), 9)::double as kept_logos,
        sum(tenant_count)::bigint as tenant_count,
        round(sum(logo_count))::bigint as logo_count

    from retention_cohorts

    group by window_kind, grain, period_start_date

    union all

    select
        window_kind,
        'tenant'::scope_kind as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,

        opening_arr::double as opening_arr,
        retained_arr::double as closing_arr,
        kept_arr::double as kept_arr,
        tenant_count::double as opening_tenants,
        logo_count::double as opening_logos,
        kept_logo_count::double as kept_logos,
        tenant_count::bigint as tenant_count,
        tenant_count::bigint as logo_count

    from retention_cohorts

    union all

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

        opening_arr,
        closing_arr,
        kept_arr,
        opening_tenants,
        opening_logos,
        kept_logos,
        tenant_count,
        logo_count

    from by_owner

),

windows as (

    select unnest(['trailing', 'period']) as window_kind

),

-- Of the trailing window alone: in the period itself rollup_revenue counts them.
gaps as (

    select
        'trailing' as window_kind,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        count(*) filter (where is_interrupted) as interrupted_count,
        count(*) filter (where is_early_churn) as early_churn_count

    from gaps_by_tenant

    group by scope_kind, scope_id, grain, period_start_date

),

-- Scopes with revenue and without a cohort keep a row, so that the missing value has its reason.
expected as (

    select
        windows.window_kind,
        rollup_portfolio.scope_kind,
        rollup_portfolio.scope_id,
        rollup_portfolio.grain,
        rollup_portfolio.period_start_date

    from rollup_portfolio

    cross join windows

    where
        rollup_portfolio.grain != 'day'
        and (windows.window_kind = 'trailing' or rollup_portfolio.grain not like 'week%')

    union

    select
        window_kind,
        scope_kind,
        scope_id,
        grain,
        period_start_date

    from sums

    union

    select
        window_kind,
        scope_kind,
        scope_id,
        grain,
        period_start_date

    from gaps

),

-- Since when revenue is known, and for everybody below the company, since when owners are.
known as (

    select
        expected.scope_kind,
        (select min(from_date) from tenant_arr) as first_arr_date,
        max(history_starts.first_seen_date) as first_seen_date

    from expected

    left join history_starts
        on history_starts.subject = 'revenue'
        or expected.scope_kind not in ('organization', 'tenant')

    group by expected.scope_kind

),

-- The months, fiscal where they are, that a period is made of.
whole_months as (

    select
        periods.grain,
        periods.period_start_date,
        count(*) as month_count

    from periods

    inner join fiscal_months
        on periods.period_start_date <= fiscal_months.month_start_date
        and periods.period_end_date >= fiscal_months.month_end_date

    group by periods.grain, periods.period_start_date, periods.period_end_date

    having
        min(fiscal_months.month_start_date) = periods.period_start_date
        and max(fiscal_months.month_end_date) = periods.period_end_date

),

final as (

    select
        expected.window_kind,
        expected.scope_kind,
        expected.scope_id,
        expected.grain,
        expected.period_start_date,

        sums.opening_arr,
        sums.closing_arr,
        sums.kept_arr,
        sums.opening_tenants,
        sums.opening_logos,
        sums.kept_logos,
        coalesce(sums.tenant_count, 0)::bigint as tenant_count,
        coalesce(sums.logo_count, 0)::bigint as logo_count,
        coalesce(gaps.interrupted_count, 0)::bigint as interrupted_count,
        coalesce(gaps.early_churn_count, 0)::bigint as early_churn_count,
        case
            when expected.window_kind = 'trailing' then periods.trailing_start_date
            else periods.period_start_date
        end > greatest(known.first_arr_date, known.first_seen_date) as has_history,
        known.first_seen_date,
        whole_months.month_count

    from expected

    inner join known
        on expected.scope_kind = known.scope_kind

    left join sums
        on expected.window_kind = sums.window_kind
        and expected.scope_kind = sums.scope_kind
        and expected.scope_id = sums.scope_id
        and expected.grain = sums.grain
        and expected.period_start_date = sums.period_start_date

    left join gaps
        on expected.window_kind = gaps.window_kind
        and expected.scope_kind = gaps.scope_kind
        and expected.scope_id = gaps.scope_id
        and expected.grain = gaps.grain
        and expected.period_start_date = gaps.period_start_date

    inner join periods
        on expected.grain = periods.grain
        and expected.period_start_date = periods.period_start_date

    left join whole_months
        on expected.grain = whole_months.grain
        and expected.period_start_date = whole_months.period_start_date

    where expected.scope_id is not null

)

select * from final

order by window_kind, scope_kind, scope_id, grain, period_start_date
