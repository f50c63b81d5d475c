-- Name:       Service level
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the callers that waited, which share was answered in time?
-- Definition: answered within service_level_seconds, or within the queue's own limit / (offered -
--             short abandons): service_level_method abandon_negative. abandon_ignored leaves out
--             who gave up within the limit, abandon_positive counts them as in time, answered_only
--             divides by the answered, no_short_exclusion by all offered. Of an open call nothing
--             counts yet
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_service_level_counted
-- Adds:       count(*) filter (where is_within_service_level) / count(*)
-- Splits:     team, location, queue, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when level_counted_count > 0 then level_within_count end::double as numerator,
    nullif(level_counted_count, 0)::double as denominator,
    level_within_count / nullif(level_counted_count, 0)::double as value,
    level_counted_count as sample_count,
    case
        when level_known_count = 0 and unanswered_known_count = 0
            then 'the call source leaves out unanswered calls'
        when level_known_count = 0 then 'the call source does not know the wait'
        when level_counted_count = 0 then 'only visits that do not count'
        when level_known_count < visit_count
            then 'wait known for ' || level_known_count || ' of ' || visit_count || ' calls'
    end as reason

from rollup_calls

where visit_count > 0
