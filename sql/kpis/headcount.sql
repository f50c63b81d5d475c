-- Name:       Headcount
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_people
-- Answers:    how many people were in the team?
-- Definition: people with a membership just before the period's end, leads among them, who had not
--             left
-- Better:     neither
-- Window:     state at the period's end
-- Needs:      people, team_members
-- Rows:       people_by_scope
-- Adds:       count(*)
-- Splits:     member, team, location

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    person_count::double as value,
    person_count as sample_count,
    null::varchar as reason

from rollup_people
