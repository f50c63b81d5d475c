-- Entity:  teams
-- Source:  Postgres table teams
-- Answers: which teams are there, of what kind, at which location?

select
    teams.id as team_id,
    teams.name,
    teams.kind,
    teams.location_id

from teams
