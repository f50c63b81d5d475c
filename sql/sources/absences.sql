-- Entity:  absences
-- Source:  Postgres table time_off; its last day is the last one away
-- Answers: who was away on which days, with leave or without?

select
    time_off.id::text as absence_id,
    time_off.user_id::text as person_id,
    time_off.kind,
    time_off.first_day as from_date,
    time_off.last_day + 1 as to_date,
    time_off.day_share,
    time_off.approved_at is not null as is_approved

from time_off
