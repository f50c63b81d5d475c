-- Grain:   tenant_id, person_id, kind, local_date, local_hour
-- Unit:    one row a touch
-- Source:  touches; tenants; health_bands
-- Answers: what did people do with which kind of customer, the same thing in the same hour once?
-- Kept as: view

with

final as (

    select
        touches.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        -- That of the day of the touch, so that days add up to their month.
        health_bands.health_band,
        touches.person_id,
        touches.team_id,
        touches.location_id,
        touches.kind,
        touches.local_date,
        touches.local_hour,
        touches.is_two_way

    from touches

    left join tenants
        on touches.tenant_id = tenants.tenant_id

    asof left join health_bands
        on touches.tenant_id = health_bands.tenant_id
        and touches.local_date >= health_bands.from_date

)

select * from final
