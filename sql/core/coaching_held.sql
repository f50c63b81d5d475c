-- Grain:   coaching_session_id
-- Unit:    seconds; null where the source does not know how long it took
-- Source:  coaching sessions, through stg_coaching_sessions; identities; team_memberships
-- Answers: which coaching sessions were held, with whom, and on which local day of the team?

with

held as (

    select
        stg_coaching_sessions.coaching_session_id,
        stg_coaching_sessions.source,
        stg_coaching_sessions.agent_kind,
        lower(stg_coaching_sessions.agent_value) as agent_value,
        stg_coaching_sessions.topic,
        stg_coaching_sessions.duration_seconds,
        stg_coaching_sessions.held_at,
        (stg_coaching_sessions.held_at + to_seconds(hour_offsets.offset_seconds))::date
            as workspace_date

    from stg_coaching_sessions

    cross join run_settings

    inner join hour_offsets
        on time_bucket(interval 30 minutes, stg_coaching_sessions.held_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

    where
        stg_coaching_sessions.status = 'held'
        and stg_coaching_sessions.held_at < run_settings.as_of_at

),

final as (

    select
        held.coaching_session_id,
        coalesce(identities.person_id, 'unassigned:' || held.source) as person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        (held.held_at + to_seconds(hour_offsets.offset_seconds))::date as local_date,
        held.topic,
        held.duration_seconds

    from held

    left join identities
        on held.agent_kind = identities.kind
        and held.agent_value = identities.value
        and held.source = identities.source
        and held.workspace_date >= identities.valid_from_date
        and held.workspace_date < identities.valid_to_date

    left join team_memberships
        on identities.person_id = team_memberships.person_id
        and held.workspace_date >= team_memberships.from_date
        and held.workspace_date < team_memberships.to_date

    cross join run_settings

    inner join hour_offsets
        on time_bucket(interval 30 minutes, held.held_at) = hour_offsets.slot_at
        and coalesce(team_memberships.time_zone, run_settings.time_zone) = hour_offsets.time_zone

)

select * from final
