-- Grain:   entity, entity_id
-- Unit:    local_date of the team's location; a review has its own day
-- Source:  QA reviews, journals, annotations with a follow-up and campaign calls through staging;
--          call_annotation_matches; calls; identities; team_memberships; hour_offsets
-- Answers: whose is each piece of written work, in which team, on which local day?

with

work as (

    select
        'qa_reviews' as entity,
        qa_review_id as entity_id,
        source,
        agent_kind,
        lower(agent_value) as agent_value,
        review_date::timestamp as worked_at,
        review_date

    from stg_qa_reviews

    union all

    select
        'journals',
        journal_id,
        source,
        agent_kind,
        lower(agent_value),
        created_at,
        null

    from stg_journals

    union all

    select
        'campaign_calls',
        campaign_call_id,
        source,
        agent_kind,
        lower(agent_value),
        attempted_at,
        null

    from stg_campaign_calls

    union all

    -- Without a time of its own an annotation is as old as its call, else as its last change.
    select
        'call_annotations',
        stg_call_annotations.annotation_id,
        stg_call_annotations.source,
        stg_call_annotations.agent_kind,
        lower(stg_call_annotations.agent_value),
        coalesce(
            stg_call_annotations.started_at, calls.started_at, stg_call_annotations.updated_at
        ),
        null

    from stg_call_annotations

    inner join call_annotation_matches
        on stg_call_annotations.annotation_id = call_annotation_matches.annotation_id

    left join calls
        on call_annotation_matches.source = calls.source
        and call_annotation_matches.call_id = calls.call_id

    where stg_call_annotations.is_follow_up_required

),

-- Identities and memberships are dated in the workspace's days.
dated as (

    select
        work.entity,
        work.entity_id,
        work.source,
        work.agent_kind,
        work.agent_value,
        work.worked_at,
        work.review_date,
        coalesce(
            work.review_date,
            (work.worked_at + to_seconds(hour_offsets.offset_seconds))::date,
            timezone(run_settings.time_zone, timezone('UTC', work.worked_at))::date
        ) as workspace_date

    from work

    cross join run_settings

    left join hour_offsets
        on time_bucket(interval 30 minutes, work.worked_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

),

owned as (

    select
        dated.entity,
        dated.entity_id,
        coalesce(identities.person_id, 'unassigned:' || dated.source) as person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        coalesce(team_memberships.time_zone, run_settings.time_zone) as time_zone,
        dated.worked_at,
        dated.review_date

    from dated

    cross join run_settings

    left join identities
        on dated.agent_kind = identities.kind
        and dated.agent_value = identities.value
        and dated.source = identities.source
        and dated.workspace_date >= identities.valid_from_date
        and dated.workspace_date < identities.valid_to_date

    left join team_memberships
        on identities.person_id = team_memberships.person_id
        and dated.workspace_date >= team_memberships.from_date
        and dated.workspace_date < team_memberships.to_date

),

final as (

    select
        owned.entity,
        owned.entity_id,
        owned.person_id,
        owned.team_id,
        owned.location_id,
        coalesce(
            owned.review_date,
            (owned.worked_at + to_seconds(hour_offsets.offset_seconds))::date,
            timezone(owned.time_zone, timezone('UTC', owned.worked_at))::date
        ) as local_date

    from owned

    left join hour_offsets
        on time_bucket(interval 30 minutes, owned.worked_at) = hour_offsets.slot_at
        and owned.time_zone = hour_offsets.time_zone

)

select * from final
