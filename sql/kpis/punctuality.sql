-- Name:       Punctuality
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_workforce
-- Answers:    of the shifts that were attended, which share began in time?
-- Definition: attended shifts that began at most punctuality_grace_minutes after their scheduled
--             start / attended shifts; an absence is not lateness, and a day with some hours of
--             approved leave is not judged
-- Better:     higher
-- Window:     the period
-- Needs:      shifts
-- Rows:       agent_shifts where is_punctual is not null
-- Adds:       count(*) filter (where is_punctual) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when start_known_count > 0 then punctual_count end::double as numerator,
    nullif(start_known_count, 0)::double as denominator,
    punctual_count / nullif(start_known_count, 0)::double as value,
    start_known_count as sample_count,
    case
        when expected_count = 0 then 'no shift was due'
        when start_known_count = 0 and attended_count > 0
            then 'the shifts do not say when agents came'
        when start_known_count = 0 then 'no shift was attended'
        when start_known_count < attended_count
            then 'known for ' || start_known_count || ' of ' || attended_count || ' shifts'
    end as reason

from rollup_workforce

where listed_count > 0 or expected_count > 0
