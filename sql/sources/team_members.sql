-- Entity:  team_members
-- Source:  Postgres table team_members
-- Answers: who was in which team, in which role, from when to when?

select
    team_members.user_id::text as person_id,
    team_members.team_id,
    team_members.role,
    team_members.valid_from as from_date,
    team_members.valid_to as to_date

from team_members
