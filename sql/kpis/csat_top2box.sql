-- Name:       Satisfied callers
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the callers who gave a score gave 4 or 5?
-- Definition: scores of 4 and 5 / scores given, counted to the agent who had the caller last
-- Better:     higher
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where csat_score is not null
-- Adds:       count(*) filter (where csat_score >= 4) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when csat_count > 0 then csat_top_count end::double as numerator,
    nullif(csat_count, 0)::double as denominator,
    csat_top_count / nullif(csat_count, 0)::double as value,
    csat_count as sample_count,
    case when csat_count = 0 then 'no scores collected' end as reason

from rollup_quality

where answered_count > 0
