-- Grain:   lead_stage_id
-- Unit:    one row each time a lead's move named an objection
-- Source:  lead_stages and leads, through staging; sales_moments
-- Answers: what did leads say against, to whom, and when?

with

final as (

    select
        stg_lead_stages.lead_stage_id,
        stg_lead_stages.lead_id,
        stg_lead_stages.objection,
        stg_leads.lead_type,
        sales_moments.person_id,
        sales_moments.team_id,
        sales_moments.location_id,
        sales_moments.local_date,
        sales_moments.local_hour

    from sales_moments

    inner join stg_lead_stages
        on sales_moments.fact_id = stg_lead_stages.lead_stage_id

    left join stg_leads
        on stg_lead_stages.lead_id = stg_leads.lead_id

    where sales_moments.kind = 'objection'

)

select * from final
