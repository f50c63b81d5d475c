-- Grain:   location_id
-- Unit:    as in the contract
-- Source:  raw.locations
-- Answers: where do teams work?

select
    location_id,
    name,
    time_zone

from raw.locations

where seen_until_run_id is null and not is_deleted
