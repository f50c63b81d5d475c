-- Grain:   kind, fact_id
-- Unit:    happened_at in UTC; local_date and local_hour where the person's team works
-- Source:  leads, lead_stages, points, people and entities, through staging; lead_owners;
--          lead_conversions; deals; message_waits; team_memberships; hour_offsets
-- Answers: whose was each event of sales, in which team, on which local day and hour?

with

moments as (

    select
        'conversion' as kind,
        'lead_stages' as entity,
        lead_id as fact_id,
        person_id,
        converted_at as happened_at,
        converted_at as owned_at

    from lead_conversions

    union all

    -- What is taken back is taken from the person and the team that had the credit.
    select
        'reversal' as kind,
        'lead_stages' as entity,
        lead_id as fact_id,
        person_id,
        reversed_at as happened_at,
        converted_at as owned_at

    from lead_conversions

    where reversed_at is not null

    union all

    select
        'contact' as kind,
        'leads' as entity,
        stg_leads.lead_id as fact_id,
        lead_owners.person_id,
        stg_leads.first_contacted_at as happened_at,
        stg_leads.first_contacted_at as owned_at

    from stg_leads

    asof left join lead_owners
        on stg_leads.lead_id = lead_owners.lead_id
        and stg_leads.first_contacted_at >= lead_owners.from_at

    where stg_leads.first_contacted_at is not null

    union all

    select
        'objection' as kind,
        'lead_stages' as entity,
        stg_lead_stages.lead_stage_id as fact_id,
        coalesce(stg_lead_stages.person_id, lead_owners.person_id) as person_id,
        stg_lead_stages.entered_at as happened_at,
        stg_lead_stages.entered_at as owned_at

    from stg_lead_stages

    asof left join lead_owners
        on stg_lead_stages.lead_id = lead_owners.lead_id
        and stg_lead_stages.entered_at >= lead_owners.from_at

    where stg_lead_stages.objection is not null

    union all

    select
        'deal_opened' as kind,
        'deals' as entity,
        deal_id as fact_id,
        owner_id as person_id,
        opened_at as happened_at,
        opened_at as owned_at

    from deals

    union all

    select
        'deal_closed' as kind,
        'deals' as entity,
        deal_id as fact_id,
        owner_id as person_id,
        closed_at as happened_at,
        closed_at as owned_at

    from deals

    where closed_at is not null and not is_deleted

    union all

    select
        'points' as kind,
        'points' as entity,
        point_id as fact_id,
        person_id,
        earned_at as happened_at,
        earned_at as owned_at

    from stg_points

    union all

    -- A message of a lead waits for whoever has the lead.
    select
        'message' as kind,
        'messages' as entity,
        message_waits.message_id as fact_id,
        coalesce(lead_owners.person_id, message_waits.person_id) as person_id,
        message_waits.started_at as happened_at,
        message_waits.started_at as owned_at

    from message_waits

    asof left join lead_owners
        on message_waits.lead_id = lead_owners.lead_id
        and message_waits.started_at >= lead_owners.from_at

    where
        message_waits.tenant_id is null
        and message_waits.lead_id is not null

),

-- Work of nobody known is counted, as that of the person unassigned. The team is that of the
-- workspace's day on which the person had it.
dated as (

    select
        moments.kind,
        moments.fact_id,
        coalesce(
            stg_people.person_id,
            'unassigned:' || coalesce(stg_entities.source, moments.entity)
        ) as person_id,
        moments.happened_at,
        hour_offsets.offset_seconds,
        (moments.owned_at + to_seconds(coalesce(owner_offsets.offset_seconds, 0)))::date
            as owned_date

    from moments

    cross join run_settings

    left join stg_people
        on moments.person_id = stg_people.person_id

    left join stg_entities
        on moments.entity = stg_entities.entity

    left join hour_offsets
        on time_bucket(interval 30 minutes, moments.happened_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

    left join hour_offsets as owner_offsets
        on time_bucket(interval 30 minutes, moments.owned_at) = owner_offsets.slot_at
        and run_settings.time_zone = owner_offsets.time_zone

    where moments.happened_at <= run_settings.as_of_at

),

placed as (

    select
        dated.kind,
        dated.fact_id,
        dated.person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        dated.happened_at,
        dated.happened_at + to_seconds(
            coalesce(hour_offsets.offset_seconds, dated.offset_seconds, 0)
        ) as local_at

    from dated

    left join team_memberships
        on dated.person_id = team_memberships.person_id
        and dated.owned_date >= team_memberships.from_date
        and dated.owned_date < team_memberships.to_date

    left join hour_offsets
        on time_bucket(interval 30 minutes, dated.happened_at) = hour_offsets.slot_at
        and team_memberships.time_zone = hour_offsets.time_zone

),

final as (

    select
        kind,
        fact_id,
        person_id,
        team_id,
        location_id,
        local_at::date as local_date,
        hour(local_at)::utinyint as local_hour,
        happened_at

    from placed

)

select * from final
