-- Grain:   tenant_id, person_id, kind, local_date, local_hour
-- Unit:    one row a touch
-- Source:  activities, through stg_activities; team_memberships; hour_offsets;
--          tenant_successors
-- Answers: what did people do with tenants, the same thing in the same hour counted once?

with

activities as (

    select
        -- A merged tenant is its successor on all days.
        coalesce(tenant_successors.successor_id, stg_activities.tenant_id) as tenant_id,
        stg_activities.person_id,
        stg_activities.kind,
        stg_activities.is_two_way,
        stg_activities.occurred_at,
        hour_offsets.offset_seconds,
        (stg_activities.occurred_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0)))::date
            as workspace_date

    from stg_activities

    cross join run_settings

    left join hour_offsets
        on time_bucket(interval 30 minutes, stg_activities.occurred_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

    left join tenant_successors
        on stg_activities.tenant_id = tenant_successors.tenant_id

    where
        stg_activities.actor_kind = 'human'
        and stg_activities.tenant_id is not null
        and stg_activities.person_id is not null
        and stg_activities.occurred_at <= run_settings.as_of_at

),

located as (

    select
        activities.tenant_id,
        activities.person_id,
        activities.kind,
        activities.is_two_way,
        team_memberships.team_id,
        team_memberships.location_id,
        activities.occurred_at + to_seconds(
            coalesce(hour_offsets.offset_seconds, activities.offset_seconds, 0)
        ) as local_at

    from activities

    left join team_memberships
        on activities.person_id = team_memberships.person_id
        and activities.workspace_date >= team_memberships.from_date
        and activities.workspace_date < team_memberships.to_date

    left join hour_offsets
        on time_bucket(interval 30 minutes, activities.occurred_at) = hour_offsets.slot_at
        and team_memberships.time_zone = hour_offsets.time_zone

),

final as (

    select
        tenant_id,
        person_id,
        kind,
        local_at::date as local_date,
        hour(local_at) as local_hour,
        any_value(team_id) as team_id,
        any_value(location_id) as location_id,
        -- Null: nobody noted whether the customer took part.
        bool_or(is_two_way) as is_two_way

    from located

    group by tenant_id, person_id, kind, local_at::date, hour(local_at)

)

select * from final
