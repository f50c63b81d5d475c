-- Grain:   scope_kind, scope_id
-- Unit:    one row for everything a number or a report can be about
-- Source:  locations, teams, people, memberships and tenants
-- Answers: which scopes are there, under which name, and what lies in which?

with

locations as (

    select * from stg_locations

),

teams as (

    select * from stg_teams

),

work_in_teams as (

    select distinct
        team_memberships.person_id,
        team_memberships.team_id,
        team_memberships.team_kind,
        team_memberships.location_id,
        people.name

    from team_memberships

    inner join people
        on team_memberships.person_id = people.person_id

),

final as (

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        company_name as scope_name,
        null as team_id,
        null as team_kind,
        null as location_id,
        null as person_id,
        null as tenant_id

    from run_settings

    union all

    select 'location'::scope_kind, location_id, name, null, null, location_id, null, null

    from locations

    union all

    select 'team'::scope_kind, team_id, name, team_id, kind, location_id, null, null from teams

    union all

    select 'member'::scope_kind, person_id, name, null, null, null, person_id, null from people

    union all

    -- What a person did as a member of one team: the parts of that team's numbers.
    select
        'team_member'::scope_kind,
        team_id || '/' || person_id,
        name,
        team_id,
        team_kind,
        location_id,
        person_id,
        null

    from work_in_teams

    union all

    select 'tenant'::scope_kind, tenant_id, name, null, null, null, null, tenant_id from tenants

)

select * from final
