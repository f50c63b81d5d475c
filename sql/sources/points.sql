-- Entity:   points
-- Source:   Postgres table xp_ledger
-- Cursor:   earned_at
-- Lookback: 7 days
-- Answers:  which points did a person earn, for what, by which rules?

select
    xp_ledger.id::text as point_id,
    xp_ledger.user_id::text as person_id,
    xp_ledger.xp as points,
    xp_ledger.reason as kind,
    xp_ledger.rule_version,
    xp_ledger.reverses_id::text as reverses_id,
    xp_ledger.created_at as earned_at

from xp_ledger
