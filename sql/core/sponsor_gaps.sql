-- Grain:   tenant_id, from_date
-- Unit:    local days of the workspace; to_date is the first day with a sponsor again
-- Source:  stakeholders, through stg_stakeholders
-- Answers: over which days had a tenant lost its sponsor, with nobody in the place?

with

sponsors as (

    select
        tenant_id,
        coalesce(from_date, date '0001-01-01') as from_date,
        coalesce(left_date, date '9999-12-31') as left_date

    from stg_stakeholders

    where role = 'sponsor'

),

final as (

    select
        sponsors.tenant_id,
        sponsors.left_date as from_date,
        coalesce(min(others.from_date), date '9999-12-31') as to_date

    from sponsors

    left join sponsors as others
        on sponsors.tenant_id = others.tenant_id
        and others.left_date > sponsors.left_date

    group by sponsors.tenant_id, sponsors.left_date

)

select * from final where from_date < to_date
