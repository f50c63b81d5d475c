-- Grain:   team_id
-- Unit:    as in the contract
-- Source:  raw.teams
-- Answers: which teams are there?

select
    team_id,
    name,
    kind,
    location_id

from raw.teams

where seen_until_run_id is null and not is_deleted
