-- Grain:   point_id
-- Unit:    points, negative where an entry takes an earlier one back
-- Source:  points, through stg_points; sales_moments
-- Answers: which entries has the ledger of points, of whom, on which local day?

with

final as (

    select
        stg_points.point_id,
        stg_points.points,
        stg_points.kind,
        stg_points.rule_version,
        sales_moments.person_id,
        sales_moments.team_id,
        sales_moments.location_id,
        sales_moments.local_date

    from sales_moments

    inner join stg_points
        on sales_moments.fact_id = stg_points.point_id

    where sales_moments.kind = 'points'

)

select * from final
