-- Name:       Calls flowed out
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_calls
-- Answers:    how many callers left a queue for something other than a person?
-- Definition: queue visits that ended in an overflow, a time-out, a key press, a voicemail or a
--             callback
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_flow_out
-- Adds:       count(*)
-- Splits:     team, location, queue, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when unanswered_known_count > 0 then visit_flow_out_count end::double as value,
    visit_count as sample_count,
    case
        when unanswered_known_count = 0
            then 'the call source leaves out unanswered calls'
        when unanswered_known_count < visit_count
            then 'unanswered calls known for ' || unanswered_known_count || ' of ' || visit_count
                || ' calls'
    end as reason

from rollup_calls

where visit_count > 0
