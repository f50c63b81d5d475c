-- Name:       Average speed of answer
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how long did a caller wait for a person, on average?
-- Definition: sum of queue wait of answered visits / answered visits, over the visits whose wait is
--             known
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_answered and wait_seconds is not null
-- Adds:       sum(wait_seconds) / count(*)
-- Splits:     team, location, queue, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when wait_known_count > 0 then wait_seconds end::double as numerator,
    nullif(wait_known_count, 0)::double as denominator,
    wait_seconds / nullif(wait_known_count, 0)::double as value,
    wait_known_count as sample_count,
    case
        when visit_answered_count = 0 then 'no answered calls'
        when wait_known_count = 0 then 'the call source does not know the wait'
        when wait_known_count < visit_answered_count
            then 'wait known for ' || wait_known_count || ' of ' || visit_answered_count || ' calls'
    end as reason

from rollup_calls

where visit_count > 0
