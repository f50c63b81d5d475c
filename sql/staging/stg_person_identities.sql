-- Grain:   kind, value, source, valid_from_date
-- Unit:    as in the contract
-- Source:  raw.person_identities
-- Answers: which value means which person, over which days?

select
    kind,
    value,
    source,
    person_id,
    valid_from_date,
    valid_to_date

from raw.person_identities

where seen_until_run_id is null and not is_deleted
