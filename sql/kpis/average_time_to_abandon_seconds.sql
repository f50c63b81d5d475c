-- Name:       Average time to abandon
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how long did those wait who gave up?
-- Definition: sum of wait of abandoned visits / abandoned visits whose wait is known, short
--             abandons left out
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_abandoned and wait_seconds is not null
-- Adds:       sum(wait_seconds) / count(*)
-- Splits:     team, location, queue, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when abandon_wait_known_count > 0 then abandon_wait_seconds end::double as numerator,
    nullif(abandon_wait_known_count, 0)::double as denominator,
    abandon_wait_seconds / nullif(abandon_wait_known_count, 0)::double as value,
    abandon_wait_known_count as sample_count,
    case
        when visit_abandoned_count = 0 and unanswered_known_count = 0
            then 'the call source leaves out unanswered calls'
        when visit_abandoned_count = 0 then 'nobody abandoned'
        when abandon_wait_known_count = 0 then 'the call source does not know the wait'
        when abandon_wait_known_count < visit_abandoned_count
            then 'wait known for ' || abandon_wait_known_count || ' of ' || visit_abandoned_count
                || ' abandoned calls'
    end as reason

from rollup_calls

where visit_count > 0
