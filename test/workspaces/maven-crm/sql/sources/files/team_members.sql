-- Entity:  team_members
-- Answers: which agent has which manager? The export knows no dates

select
    sales_agent as person_id,
    manager as team_id,
    'member' as role,
    date '2000-01-01' as from_date,
    null as to_date

from read_csv(getvariable('folder') || '/sales_teams.csv', header = true, all_varchar = true)
