-- Entity:  teams
-- Answers: a manager's agents are a team

select distinct
    manager as team_id,
    manager as name,
    'sales' as kind,
    regional_office as location_id

from read_csv(getvariable('folder') || '/sales_teams.csv', header = true, all_varchar = true)
