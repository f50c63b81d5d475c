-- Grain:   person_id, team_id, from_date
-- Unit:    local days of the workspace; to_date is the first day outside
-- Source:  team members and teams, through stg_team_members and stg_teams
-- Answers: who has which role in which team? One person may lead several.

with

members as (

    select * from stg_team_members

),

teams as (

    select * from stg_teams

),

final as (

    select
        members.person_id,
        members.team_id,
        teams.kind as team_kind,
        members.role,

        members.from_date,
        coalesce(members.to_date, date '9999-12-31') as to_date

    from members

    inner join teams
        on members.team_id = teams.team_id

)

select * from final
