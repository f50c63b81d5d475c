-- Name:       Supervisor rating
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       score
-- Source:     rollup_quality
-- Answers:    how did supervisors rate the calls that they rated?
-- Definition: sum of ratings from 1 to 100 / calls rated; a rating of its own, not the QA percent
--             and without its target
-- Better:     higher
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where quality_score is not null
-- Adds:       sum(quality_score) / count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when rating_count > 0 then rating_sum end::double as numerator,
    nullif(rating_count, 0)::double as denominator,
    rating_sum / nullif(rating_count, 0)::double as value,
    rating_count as sample_count,
    case when rating_count = 0 then 'no ratings' end as reason

from rollup_quality

where answered_count > 0
