-- Entity:  person_identities
-- Answers: the export knows an agent by name only

select distinct
    'display_name' as kind,
    "Agent" as value,
    'calls-export' as source,
    "Agent" as person_id,
    date '2000-01-01' as valid_from_date,
    null as valid_to_date

from read_csv(
    getvariable('folder') || '/Call_Center_Dataset.csv',
    header = true,
    all_varchar = true
)
