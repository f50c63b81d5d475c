-- Grain:   lead_id, kind
-- Unit:    lead_count is 1, and -1 for one taken back
-- Source:  lead_conversions; sales_moments
-- Answers: which leads converted for the first time, and which of them were taken back in time?

with

final as (

    select
        sales_moments.fact_id as lead_id,
        sales_moments.kind,
        sales_moments.person_id,
        sales_moments.team_id,
        sales_moments.location_id,
        sales_moments.local_date,
        sales_moments.local_hour,
        lead_conversions.lead_type,
        case sales_moments.kind when 'conversion' then 1 else -1 end as lead_count,
        sales_moments.happened_at

    from sales_moments

    inner join lead_conversions
        on sales_moments.fact_id = lead_conversions.lead_id

    cross join run_settings

    where
        sales_moments.kind = 'conversion'
        or (
            sales_moments.kind = 'reversal'
            and lead_conversions.reversed_at
            <= lead_conversions.converted_at + to_days(run_settings.conversion_days)
        )

)

select * from final
