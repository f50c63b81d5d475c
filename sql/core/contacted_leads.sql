-- Grain:   lead_id
-- Unit:    is_converted: within conversion_days of the first contact; is_matured: that time is over
-- Source:  leads, through stg_leads; lead_conversions; sales_moments
-- Answers: which leads were contacted for the first time, and did they convert in time?

with

-- A lead that converted soon is told only together with those of its days that did not.
final as (

    select
        stg_leads.lead_id,
        stg_leads.lead_type,
        sales_moments.person_id,
        sales_moments.team_id,
        sales_moments.location_id,
        sales_moments.local_date,
        sales_moments.local_hour,
        stg_leads.first_contacted_at,
        lead_conversions.converted_at,
        stg_leads.first_contacted_at + to_days(run_settings.conversion_days)
        <= run_settings.as_of_at as is_matured,
        coalesce(
            lead_conversions.converted_at
            <= stg_leads.first_contacted_at + to_days(run_settings.conversion_days),
            false
        ) as is_converted

    from stg_leads

    cross join run_settings

    inner join sales_moments
        on stg_leads.lead_id = sales_moments.fact_id
        and sales_moments.kind = 'contact'

    left join lead_conversions
        on stg_leads.lead_id = lead_conversions.lead_id

)

select * from final
