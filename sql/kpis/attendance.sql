-- Name:       Attendance
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_workforce
-- Answers:    of the shifts that were due, for which share did the agent come?
-- Definition: shifts with an actual start / shifts due; a shift is due when its scheduled end is
--             over; cancelled shifts and those of whole days of approved leave are in neither part
-- Better:     higher
-- Window:     the period
-- Needs:      shifts
-- Rows:       agent_shifts where is_attended is not null
-- Adds:       count(*) filter (where is_attended) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when attendance_known_count > 0 then attended_count end::double as numerator,
    nullif(attendance_known_count, 0)::double as denominator,
    attended_count / nullif(attendance_known_count, 0)::double as value,
    attendance_known_count as sample_count,
    case
        when expected_count = 0 then 'no shift was due'
        when attendance_known_count = 0 then 'the shifts do not say who came'
        when attendance_known_count < expected_count
            then 'known for ' || attendance_known_count || ' of ' || expected_count || ' shifts'
    end as reason

from rollup_workforce

where listed_count > 0 or expected_count > 0
