-- Name:       Tardiness
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       minutes
-- Source:     rollup_workforce
-- Answers:    how many minutes of work were missed by coming late?
-- Definition: sum of actual - scheduled start of the attended shifts that began late, within the
--             grace or not
-- Better:     lower
-- Window:     the period
-- Needs:      shifts
-- Rows:       agent_shifts where late_seconds is not null
-- Adds:       sum(late_seconds)/60.0
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when start_known_count > 0 then late_seconds end / nullif(60.0, 0)::double as value,
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
