-- Grain:   point_id
-- Unit:    as in the contract
-- Source:  raw.points
-- Answers: which points did a person earn?

select
    point_id,
    person_id,
    points,
    kind,
    rule_version,
    reverses_id,
    earned_at

from raw.points
