-- Entity:  people
-- Answers: which sales agents does the company have?

select
    sales_agent as person_id,
    sales_agent as name,
    null as email,
    null as joined_date,
    null as left_date

from read_csv(getvariable('folder') || '/sales_teams.csv', header = true, all_varchar = true)
