-- Name:       Early departure
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       minutes
-- Source:     rollup_workforce
-- Answers:    how many minutes of work were missed by leaving early?
-- Definition: sum of scheduled - actual end of the attended shifts that ended early
-- Better:     lower
-- Window:     the period
-- Needs:      shifts
-- Rows:       agent_shifts where early_seconds is not null
-- Adds:       sum(early_seconds)/60.0
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when end_known_count > 0 then early_seconds end / nullif(60.0, 0)::double as value,
    end_known_count as sample_count,
    case
        when expected_count = 0 then 'no shift was due'
        when end_known_count = 0 and attended_count > 0
            then 'the shifts do not say when agents left'
        when end_known_count = 0 then 'no shift was attended'
        when end_known_count < attended_count
            then 'known for ' || end_known_count || ' of ' || attended_count || ' shifts'
    end as reason

from rollup_workforce

where listed_count > 0 or expected_count > 0
