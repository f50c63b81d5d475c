-- Grain:   lead_id, from_at
-- Unit:    instants in UTC; the first known owner counts for the time before too
-- Source:  lead_stages and leads, through staging
-- Answers: whose was a lead, since when?

with

-- A move that names nobody changes no owner.
moves as (

    select
        lead_id,
        entered_at,
        arg_max(person_id, lead_stage_id) as person_id

    from stg_lead_stages

    where person_id is not null

    group by lead_id, entered_at

),

-- Where no move names an owner, the one of today is all that is known.
final as (

    select
        lead_id,
        case
            when row_number() over (partition by lead_id order by entered_at) = 1
                then timestamp '1970-01-01 00:00:00'
            else entered_at
        end as from_at,
        person_id

    from moves

    union all

    select
        stg_leads.lead_id,
        timestamp '1970-01-01 00:00:00' as from_at,
        stg_leads.person_id

    from stg_leads

    anti join moves
        on stg_leads.lead_id = moves.lead_id

    where stg_leads.person_id is not null

)

select * from final
