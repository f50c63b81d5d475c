-- Grain:   person_id, team_id, from_date
-- Unit:    local days of the workspace; to_date is the first day outside
-- Source:  team members, through stg_team_members, stg_teams and stg_locations
-- Answers: to which team, location and zone does a person's work of a given day belong?

with

members as (

    select * from stg_team_members

),

teams as (

    select * from stg_teams

),

locations as (

    select * from stg_locations

),

-- Work of one day belongs to one team: a later membership ends an earlier one that was left open.
-- Who leads several teams keeps all roles in team_roles.
without_overlap as (

    select
        members.person_id,
        members.team_id,
        members.role,
        members.from_date,
        least(
            coalesce(members.to_date, date '9999-12-31'),
            coalesce(
                lead(members.from_date) over (
                    partition by members.person_id
                    order by members.from_date, members.team_id
                ),
                date '9999-12-31'
            )
        ) as to_date

    from members

),

final as (

    select
        without_overlap.person_id,
        without_overlap.team_id,
        teams.kind as team_kind,
        teams.location_id,
        locations.time_zone,
        without_overlap.role,

        without_overlap.from_date,
        without_overlap.to_date

    from without_overlap

    inner join teams
        on without_overlap.team_id = teams.team_id

    left join locations
        on teams.location_id = locations.location_id

    where without_overlap.from_date < without_overlap.to_date

)

select * from final
