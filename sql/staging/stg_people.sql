-- Grain:   person_id
-- Unit:    as in the contract
-- Source:  raw.people
-- Answers: who works here as the source says now?

select
    person_id,
    name,
    email,
    joined_date,
    left_date

from raw.people

where seen_until_run_id is null and not is_deleted
