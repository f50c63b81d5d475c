-- Name:       Certificates held
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_people
-- Answers:    how many valid certificates do the people of the team hold?
-- Definition: completed certifications that hold just before the period's end; a renewed one counts
--             once
-- Better:     higher
-- Window:     state at the period's end
-- Needs:      people, team_members, trainings
-- Rows:       people_by_scope
-- Adds:       sum(certificate_count)
-- Splits:     member, team, location

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    certificate_count::double as value,
    person_count as sample_count,
    null::varchar as reason

from rollup_people
