-- Name:       Average experience
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       months
-- Source:     rollup_people
-- Answers:    how long have the people of the team been with the company?
-- Definition: sum of whole months since joining / people whose day of joining is known
-- Better:     neither
-- Window:     state at the period's end
-- Needs:      people, team_members
-- Rows:       people_by_scope where experience_months is not null
-- Adds:       sum(experience_months) / count(*)
-- Splits:     member, team, location

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when experience_known_count > 0 then experience_months end::double as numerator,
    nullif(experience_known_count, 0)::double as denominator,
    experience_months / nullif(experience_known_count, 0)::double as value,
    experience_known_count as sample_count,
    case
        when experience_known_count = 0 then 'nobody''s day of joining is known'
        when experience_known_count < person_count
            then 'known for ' || experience_known_count || ' of ' || person_count || ' people'
    end as reason

from rollup_people
