-- Name:       Unique calls offered
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_unique_calls
-- Answers:    how many different calls reached a queue?
-- Definition: calls with a queue visit in the period; a call that came back to a queue is one here
--             and two in the calls offered
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits
-- Adds:       count(distinct (source, call_id))
-- Splits:     team, location, queue, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when unanswered_known_count > 0 then unique_calls_count end::double as value,
    visit_count as sample_count,
    case
        when unanswered_known_count = 0
            then 'the call source leaves out unanswered calls'
        when unanswered_known_count < visit_count
            then 'unanswered calls known for ' || unanswered_known_count || ' of ' || visit_count
                || ' calls'
    end as reason

from rollup_unique_calls

where visit_count > 0
