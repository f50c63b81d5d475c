-- Entity:  people
-- Source:  Postgres table users
-- Answers: who works here, under which name and address, and since when?

select
    users.id::text as person_id,
    users.full_name as name,
    users.email,
    users.hired_on as joined_date,
    users.left_on as left_date

from users
