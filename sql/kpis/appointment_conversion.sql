-- Name:       Appointment conversion
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_outcomes
-- Answers:    which share of the calls about an appointment ended in a new one?
-- Definition: answered calls of type appointment that booked at least one new appointment / such
--             calls; a rescheduled one is not new; appointment_base all takes every answered call
-- Better:     higher
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where is_appointment_call
-- Adds:       count(*) filter (where appointment_count > 0) / count(*)
-- Splits:     member, team, location, day, weekday, queue

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when appointment_call_count > 0 then booked_call_count end::double as numerator,
    nullif(appointment_call_count, 0)::double as denominator,
    booked_call_count / nullif(appointment_call_count, 0)::double as value,
    appointment_call_count as sample_count,
    case
        when base_known_count = 0 then 'not known of any answered call'
        when appointment_call_count = 0 and base_known_count < answered_count
            then 'no calls about an appointment, of ' || base_known_count || ' known of '
                || answered_count || ' answered calls'
        when appointment_call_count = 0 then 'no calls about an appointment'
        when base_known_count < answered_count
            then 'known for ' || base_known_count || ' of ' || answered_count
                || ' answered calls'
    end as reason

from rollup_outcomes

where answered_count > 0
