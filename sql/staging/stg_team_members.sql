-- Grain:   person_id, team_id, from_date
-- Unit:    as in the contract
-- Source:  raw.team_members
-- Answers: who was in which team, over which days?

select
    person_id,
    team_id,
    role,
    from_date,
    to_date

from raw.team_members

where seen_until_run_id is null and not is_deleted
