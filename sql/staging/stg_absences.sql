-- Grain:   absence_id
-- Unit:    as in the contract
-- Source:  raw.absences
-- Answers: who was away, on which days?

select
    absence_id,
    person_id,
    kind,
    from_date,
    to_date,
    day_share,
    is_approved

from raw.absences

where seen_until_run_id is null and not is_deleted
