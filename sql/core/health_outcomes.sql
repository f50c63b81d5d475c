-- Grain:   snapshot_date, tenant_id
-- Unit:    score from 0 to 100; the state at the start of the snapshot's day
-- Source:  fiscal_months; tenant_health; tenant_arr; account_losses; tenants; run_settings
-- Answers: how healthy was each customer when a quarter ended, and was it lost in the 90 days
--          after?

-- KPI.md 11.1.9. Snapshots lie a quarter apart, so that their 90 days do not overlap; only those
-- whose 90 days are over are told. A loss counts on the day on which it was announced, and a
-- customer whose loss had been announced is in no snapshot: its score says nothing new.

with

snapshots as (

    select max(fiscal_months.month_end_date) as snapshot_date

    from fiscal_months

    group by fiscal_months.fiscal_year, fiscal_months.quarter_number

),

final as (

    select
        snapshots.snapshot_date,
        tenant_health.tenant_id,
        tenant_health.band as health_band,
        tenant_health.score,
        any_value(tenant_arr.arr_amount) as arr_amount,
        coalesce(
            bool_or(account_losses.announced_date < snapshots.snapshot_date + 90),
            false
        ) as is_lost

    from snapshots

    cross join run_settings

    inner join tenant_health
        on snapshots.snapshot_date = tenant_health.closing_date

    inner join tenant_arr
        on tenant_health.tenant_id = tenant_arr.tenant_id
        and snapshots.snapshot_date > tenant_arr.from_date
        and snapshots.snapshot_date <= tenant_arr.to_date
        and tenant_arr.arr_amount > 0

    left join account_losses
        on tenant_health.tenant_id = account_losses.tenant_id
        and snapshots.snapshot_date <= account_losses.lost_date

    left join tenants
        on tenant_health.tenant_id = tenants.tenant_id

    where
        snapshots.snapshot_date + 90 <= run_settings.as_of_date
        -- An invoice that is unpaid today is known of the past, one that was paid since is not.
        and (
            tenant_health.health_source != 'own'
            or coalesce(tenants.unpaid_since_date >= snapshots.snapshot_date, true)
        )

    group by
        snapshots.snapshot_date,
        tenant_health.tenant_id,
        tenant_health.band,
        tenant_health.score

    having coalesce(min(account_losses.announced_date) >= snapshots.snapshot_date, true)

)

select * from final
