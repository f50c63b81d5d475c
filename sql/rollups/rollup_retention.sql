-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    amounts in the workspace's currency a year; logos in tenants
-- Source:  retention_cohorts; retention_by_owner; rollup_portfolio
-- Answers: of what a scope answered for twelve months ago, how much is left at the period's end?

with

by_owner as (

    select
        grain,
        period_start_date,
        location_id,
        team_id,
        person_id,
        grouping(location_id, team_id, person_id) as grouping_bits,

        (sum(opening_arr_days) / any_value(window_days))::double as opening_arr,
        (sum(opening_arr_days) / any_value(window_days) + sum(change_arr))::double as closing_arr,
        (sum(opening_arr_days) / any_value(window_days) - sum(lost_arr))::double as kept_arr,
        (sum(logo_days) / any_value(window_days))::double as opening_logos,
        (sum(logo_days) / any_value(window_days) - sum(lost_logos))::double as kept_logos,
        count(distinct tenant_id) as tenant_count

    from retention_by_owner

    group by
        grouping sets (
            (grain, period_start_date, location_id),
            (grain, period_start_date, team_id),
            (grain, period_start_date, person_id),
            (grain, period_start_date, team_id, person_id)
        )

),

sums as (

    select
        'organization' as scope_kind,
        'all' as scope_id,
        grain,
        period_start_date,

        sum(opening_arr)::double as opening_arr,
        sum(closing_arr)::double as closing_arr,
        sum(least(closing_arr, opening_arr))::double as kept_arr,
        count(*)::double as opening_logos,
        (count(*) filter (where closing_arr > 0))::double as kept_logos,
        count(*) as tenant_count

    from retention_cohorts

    group by grain, period_start_date

    union all

    select
        'tenant' as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,

        opening_arr::double as opening_arr,
        closing_arr::double as closing_arr,
        least(closing_arr, opening_arr)::double as kept_arr,
        1::double as opening_logos,
        (closing_arr > 0)::integer::double as kept_logos,
        1 as tenant_count

    from retention_cohorts

    union all

    select
        case grouping_bits
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end as scope_kind,
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
        opening_logos,
        kept_logos,
        tenant_count

    from by_owner

),

-- Scopes with revenue and without a cohort keep a row, so that the missing value has its reason.
final as (

    select
        coalesce(sums.scope_kind, rollup_portfolio.scope_kind) as scope_kind,
        coalesce(sums.scope_id, rollup_portfolio.scope_id) as scope_id,
        coalesce(sums.grain, rollup_portfolio.grain) as grain,
        coalesce(sums.period_start_date, rollup_portfolio.period_start_date) as period_start_date,

        sums.opening_arr,
        sums.closing_arr,
        sums.kept_arr,
        sums.opening_logos,
        sums.kept_logos,
        coalesce(sums.tenant_count, 0)::bigint as tenant_count,
        periods.trailing_start_date > (select min(from_date) from tenant_arr) as has_history

    from sums

    full join rollup_portfolio
        on sums.scope_kind = rollup_portfolio.scope_kind
        and sums.scope_id = rollup_portfolio.scope_id
        and sums.grain = rollup_portfolio.grain
        and sums.period_start_date = rollup_portfolio.period_start_date

    inner join periods
        on coalesce(sums.grain, rollup_portfolio.grain) = periods.grain
        and coalesce(sums.period_start_date, rollup_portfolio.period_start_date)
        = periods.period_start_date

    where
        periods.grain != 'day'
        and coalesce(sums.scope_id, rollup_portfolio.scope_id) is not null

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
