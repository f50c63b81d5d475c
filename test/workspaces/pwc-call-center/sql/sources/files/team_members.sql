-- Entity:  team_members
-- Answers: all agents are one team, from before the first call on

select distinct
    "Agent" as person_id,
    'agents' as team_id,
    'member' as role,
    date '2000-01-01' as from_date,
    null as to_date

from read_csv(
    getvariable('folder') || '/Call_Center_Dataset.csv',
    header = true,
    all_varchar = true
)
