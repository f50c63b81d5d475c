-- Grain:   closing_date, tenant_id, component
-- Unit:    score from 0 to 100; weights as in the seed; age_days since the value was last known
-- Source:  health_inputs; tenants; the seeds health_components and health_anchors
-- Answers: what does each component add to a tenant's health score, and with which weight?

with

-- Anchors of the tenant's segment, else the general ones.
anchored as (

    select
        health_inputs.closing_date,
        health_inputs.tenant_id,
        health_inputs.component,
        health_inputs.raw_value,
        health_inputs.age_days,
        health_components.weight,
        health_components.half_life_days,
        coalesce(own_anchors.poor, general_anchors.poor)::double as poor,
        coalesce(own_anchors.ok, general_anchors.ok)::double as ok,
        coalesce(own_anchors.good, general_anchors.good)::double as good

    from health_inputs

    inner join health_components
        on health_inputs.component = health_components.component

    left join tenants
        on health_inputs.tenant_id = tenants.tenant_id

    left join health_anchors as own_anchors
        on health_inputs.component = own_anchors.component
        and tenants.segment = own_anchors.segment::varchar

    left join health_anchors as general_anchors
        on health_inputs.component = general_anchors.component
        and general_anchors.segment is null

    where health_inputs.age_days <= health_components.max_age_days

),

-- Straight lines from poor (0) over ok (50) to good (100); anchors may fall as well as rise. How
-- far a value lies between two anchors is the same question either way.
placed as (

    select
        closing_date,
        tenant_id,
        component,
        raw_value,
        age_days,
        weight,
        half_life_days,
        least(greatest((raw_value - poor) / nullif(ok - poor, 0), 0), 1) as lower_part,
        least(greatest((raw_value - ok) / nullif(good - ok, 0), 0), 1) as upper_part

    from anchored

    where poor is not null

),

final as (

    select
        closing_date,
        tenant_id,
        component,
        raw_value,
        age_days,
        50 * lower_part + 50 * upper_part as score,
        weight::double as weight,
        -- Halved with every half-life.
        weight * power(0.5, age_days / nullif(half_life_days, 0)) as decayed_weight

    from placed

)

select * from final
