-- Grain:   scope_kind, scope_id, grain, period_start_date, person_id
-- Unit:    one row a person; experience in whole months
-- Source:  team_memberships; people; finished_trainings; periods
-- Answers: who was in a scope just before a period's end, how long with the company, and with how
--          many valid certificates?
-- Kept as: view

with

closings as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date - 1 as last_date

    from periods

    where
        periods.period_start_date < periods.closing_date
        and periods.has_states

),

members as (

    select
        closings.grain,
        closings.period_start_date,
        closings.last_date,
        team_memberships.person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        datesub('month', people.joined_date, closings.last_date) as experience_months

    from closings

    inner join team_memberships
        on closings.last_date >= team_memberships.from_date
        and closings.last_date < team_memberships.to_date

    inner join people
        on team_memberships.person_id = people.person_id
        and closings.last_date < coalesce(people.left_date, date '9999-12-31')

),

-- A certificate that was renewed before it ran out is one.
certificates as (

    select
        members.grain,
        members.period_start_date,
        members.person_id,
        count(distinct finished_trainings.course) as certificate_count

    from members

    inner join finished_trainings
        on members.person_id = finished_trainings.person_id
        and members.last_date >= finished_trainings.local_date
        and members.last_date < coalesce(finished_trainings.expires_date, date '9999-12-31')

    where finished_trainings.is_certified

    group by members.grain, members.period_start_date, members.person_id

),

scope_kinds as (

    select
        unnest(
            ['organization', 'location', 'team', 'member', 'team_member']::scope_kind[]
        ) as scope_kind

),

final as (

    select
        scope_kinds.scope_kind,
        case scope_kinds.scope_kind
            when 'organization' then 'all'
            when 'location' then members.location_id
            when 'team' then members.team_id
            when 'member' then members.person_id
            else members.team_id || '/' || members.person_id
        end as scope_id,
        members.grain,
        members.period_start_date,
        members.person_id,
        members.team_id,
        members.location_id,
        members.experience_months,
        coalesce(certificates.certificate_count, 0) as certificate_count

    from members

    cross join scope_kinds

    left join certificates
        on members.grain = certificates.grain
        and members.period_start_date = certificates.period_start_date
        and members.person_id = certificates.person_id

)

select * from final

where scope_id is not null
