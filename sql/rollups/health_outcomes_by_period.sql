-- Grain:   scope_kind, scope_id, grain, period_start_date, snapshot_date, tenant_id
-- Unit:    score from 0 to 100; placement as share of the accounts that stayed
-- Source:  health_outcomes; periods; tenants
-- Answers: of the snapshots of two years whose 90 days were over at a period's end, which account
--          was how healthy, and was it lost?
-- Kept as: view

with

windows as (

    select
        grain,
        period_start_date,
        closing_date - 90 as last_date,
        (closing_date - 90 - interval 2 years)::date as before_date

    from periods

    where
        grain in ('month', 'quarter')
        and period_start_date < closing_date

),

outcomes as (

    select
        windows.grain,
        windows.period_start_date,
        health_outcomes.snapshot_date,
        health_outcomes.tenant_id,
        health_outcomes.health_band,
        health_outcomes.score,
        health_outcomes.is_lost,
        -- Snapshots of one account are no separate proofs: its last one speaks for it, which for a
        -- lost one is the last before its loss.
        health_outcomes.score is not null and row_number() over (
            partition by
                windows.grain,
                windows.period_start_date,
                health_outcomes.tenant_id,
                health_outcomes.score is not null
            order by health_outcomes.snapshot_date desc
        ) = 1 as is_ranked

    from windows

    inner join health_outcomes
        on windows.last_date >= health_outcomes.snapshot_date
        and windows.before_date < health_outcomes.snapshot_date

),

-- Of the accounts that stayed, how many had a higher score than this one, and how many the same.
placed as (

    select
        *,
        count(*) filter (where is_ranked and not is_lost) over (
            partition by grain, period_start_date
        ) as stayed_count,
        count(*) filter (where is_ranked and not is_lost) over (
            partition by grain, period_start_date
            order by score desc
            range between unbounded preceding and current row
        ) as not_lower_count,
        count(*) filter (where is_ranked and not is_lost) over (
            partition by grain, period_start_date, score
        ) as same_count

    from outcomes

),

final as (

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        placed.grain,
        placed.period_start_date,
        placed.snapshot_date,
        placed.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        placed.health_band,
        placed.score,
        placed.is_lost,
        placed.is_ranked,
        (placed.not_lower_count - placed.same_count / 2) / nullif(placed.stayed_count, 0)
            as placement

    from placed

    left join tenants
        on placed.tenant_id = tenants.tenant_id

)

select * from final
