-- Grain:   tenant_id, from_date
-- Unit:    closing dates: the band holds from this one on; after the account's end the last stays
-- Source:  tenant_health
-- Answers: since which closing date has a tenant been in which health band?

with

followed as (

    select
        tenant_id,
        closing_date,
        band,
        lag(band) over (partition by tenant_id order by closing_date) as band_before

    from tenant_health

),

final as (

    select
        tenant_id,
        closing_date as from_date,
        band as health_band

    from followed

    where band is distinct from band_before

)

select * from final
