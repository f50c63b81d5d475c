-- Name:       Appointments booked
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_outcomes
-- Answers:    how many new appointments did calls bring?
-- Definition: new appointments booked on answered calls of every type; two on one call are two
-- Better:     higher
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where appointment_count is not null
-- Adds:       sum(appointment_count)
-- Splits:     member, team, location, day, weekday, queue

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when appointment_known_count > 0 then appointment_count end::double as value,
    appointment_known_count as sample_count,
    case
        when appointment_known_count = 0 then 'not recorded of any call'
        when appointment_known_count < answered_count
            then 'recorded for ' || appointment_known_count || ' of ' || answered_count
                || ' answered calls'
    end as reason

from rollup_outcomes

where answered_count > 0
