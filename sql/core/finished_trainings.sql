-- Grain:   training_id
-- Unit:    seconds; null where the source does not know how long it took
-- Source:  trainings, through stg_trainings; identities; team_memberships
-- Answers: which trainings came to an end, whose, and on which day?

with

-- A failed training took time as well. Where no other day is known it ended on its first.
ended as (

    select
        training_id,
        source,
        agent_kind,
        lower(agent_value) as agent_value,
        course,
        status,
        is_certification,
        duration_seconds,
        coalesce(completed_date, started_date) as ended_date,
        expires_date

    from stg_trainings

    cross join run_settings

    where
        status in ('completed', 'failed')
        and coalesce(completed_date, started_date) <= run_settings.as_of_date

),

final as (

    select
        ended.training_id,
        coalesce(identities.person_id, 'unassigned:' || ended.source) as person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        ended.ended_date as local_date,
        ended.course,
        ended.is_certification and ended.status = 'completed' as is_certified,
        ended.duration_seconds,
        ended.expires_date

    from ended

    left join identities
        on ended.agent_kind = identities.kind
        and ended.agent_value = identities.value
        and ended.source = identities.source
        and ended.ended_date >= identities.valid_from_date
        and ended.ended_date < identities.valid_to_date

    left join team_memberships
        on identities.person_id = team_memberships.person_id
        and ended.ended_date >= team_memberships.from_date
        and ended.ended_date < team_memberships.to_date

)

select * from final
