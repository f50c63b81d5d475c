-- Name:       CSAT
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       score
-- Source:     rollup_quality
-- Answers:    how satisfied were the callers who gave a score?
-- Definition: sum of scores from 1 to 5 / scores given, counted to the agent who had the caller
--             last
-- Better:     higher
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where csat_score is not null
-- Adds:       sum(csat_score) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when csat_count > 0 then csat_sum end::double as numerator,
    nullif(csat_count, 0)::double as denominator,
    csat_sum / nullif(csat_count, 0)::double as value,
    csat_count as sample_count,
    case when csat_count = 0 then 'no scores collected' end as reason

from rollup_quality

where handled_call_count > 0
