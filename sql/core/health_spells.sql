-- Grain:   tenant_id, from_date
-- Unit:    closing dates of weeks and months: the band holds from from_date until to_date
-- Source:  tenant_health; tenants; run_settings
-- Answers: over which closing dates was a customer in which band, as far as that was known then?

-- For what scores foretold. Days count only where they begin a week or a month, since older ones
-- are not kept: what happened on a Wednesday would be forgotten after 100 days. And an invoice that
-- is unpaid today is known of the past, while one that has been paid since is not: who never paid
-- again was mostly lost, so muster's own score of days after that is not held against losses.

with

bands as (

    select
        tenant_health.tenant_id,
        tenant_health.closing_date,
        case
            when
                tenant_health.health_source = 'own'
                and tenants.unpaid_since_date < tenant_health.closing_date
                then 'unscored'
            else tenant_health.band
        end as health_band

    from tenant_health

    cross join run_settings

    left join tenants
        on tenant_health.tenant_id = tenants.tenant_id

    where
        isodow(tenant_health.closing_date) = run_settings.week_start_isodow
        or day(tenant_health.closing_date) = 1

),

followed as (

    select
        tenant_id,
        closing_date,
        health_band,
        lag(health_band) over (partition by tenant_id order by closing_date) as band_before

    from bands

),

final as (

    select
        tenant_id,
        closing_date as from_date,
        coalesce(
            lead(closing_date) over (partition by tenant_id order by closing_date),
            date '9999-12-31'
        ) as to_date,
        health_band

    from followed

    where health_band is distinct from band_before

)

select * from final
