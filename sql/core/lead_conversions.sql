-- Grain:   lead_id
-- Unit:    instants in UTC; reversed_at null: never left again
-- Source:  lead_stages and leads, through staging; lead_owners
-- Answers: when did a lead convert for the first time, whose was it then, and when was that left?

with

moves as (

    select
        stg_lead_stages.lead_stage_id,
        stg_lead_stages.lead_id,
        stg_lead_stages.is_converted,
        stg_lead_stages.person_id,
        stg_lead_stages.entered_at

    from stg_lead_stages

    cross join run_settings

    where stg_lead_stages.entered_at <= run_settings.as_of_at

),

-- Only the first entry counts: whoever leaves and comes again has converted once.
first_moves as (

    select
        lead_id,
        min(entered_at) as converted_at,
        arg_min(person_id, (entered_at, lead_stage_id)) as mover_id

    from moves

    where is_converted

    group by lead_id

),

reversals as (

    select
        first_moves.lead_id,
        min(moves.entered_at) as reversed_at

    from first_moves

    inner join moves
        on first_moves.lead_id = moves.lead_id
        and first_moves.converted_at < moves.entered_at

    where not moves.is_converted

    group by first_moves.lead_id

),

final as (

    select
        first_moves.lead_id,
        stg_leads.lead_type,
        coalesce(first_moves.mover_id, lead_owners.person_id) as person_id,
        first_moves.converted_at,
        reversals.reversed_at

    from first_moves

    asof left join lead_owners
        on first_moves.lead_id = lead_owners.lead_id
        and first_moves.converted_at >= lead_owners.from_at

    left join reversals
        on first_moves.lead_id = reversals.lead_id

    left join stg_leads
        on first_moves.lead_id = stg_leads.lead_id

)

select * from final
