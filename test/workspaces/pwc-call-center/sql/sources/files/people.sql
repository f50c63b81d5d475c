-- Entity:  people
-- Answers: which agents does the export name?

select distinct
    "Agent" as person_id,
    "Agent" as name,
    null as email,
    null as joined_date,
    null as left_date

from read_csv(
    getvariable('folder') || '/Call_Center_Dataset.csv',
    header = true,
    all_varchar = true
)
