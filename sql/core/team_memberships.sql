-- Grain:   person_id, from_date
-- Unit:    local days of the workspace; to_date is the first day outside
-- Source:  team members, through stg_team_members, stg_teams and stg_locations
-- Answers: to which team, location and zone does a person's work of a given day belong?

with

members as (

    select
        person_id,
        team_id,
        role,
        from_date,
        coalesce(to_date, date '9999-12-31') as to_date

    from stg_team_members

    where from_date < coalesce(to_date, date '9999-12-31')

),

teams as (

    select * from stg_teams

),

locations as (

    select * from stg_locations

),

-- Work of one day belongs to one team. Where memberships overlap, the one that began last wins
-- while it lasts, and the earlier one goes on afterwards. Leads of several teams: see team_roles.
edges as (

    select
        person_id,
        from_date as edge_date

    from members

    union

    select
        person_id,
        to_date as edge_date

    from members

),

spans as (

    select
        person_id,
        edge_date as from_date,
        lead(edge_date) over (partition by person_id order by edge_date) as to_date

    from edges

),

won as (

    select
        spans.person_id,
        spans.from_date,
        spans.to_date,
        arg_max(members.team_id, (members.from_date, members.team_id)) as team_id,
        arg_max(members.role, (members.from_date, members.team_id)) as role

    from spans

    inner join members
        on spans.person_id = members.person_id
        and spans.from_date >= members.from_date
        and spans.from_date < members.to_date

    group by spans.person_id, spans.from_date, spans.to_date

),

final as (

    select
        won.person_id,
        won.team_id,
        teams.kind as team_kind,
        teams.location_id,
        locations.time_zone,
        won.role,

        won.from_date,
        won.to_date

    from won

    inner join teams
        on won.team_id = teams.team_id

    left join locations
        on teams.location_id = locations.location_id

)

select * from final
