-- Name:       CSAT response rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    of how many callers do we know whether they were satisfied?
-- Definition: calls with a score from 1 to 5 / answered calls of call centers, and others that are
--             annotated
-- Better:     neither
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where is_service_call
-- Adds:       count(csat_score) / count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    csat_count::double as numerator,
    answered_count::double as denominator,
    csat_count / nullif(answered_count, 0)::double as value,
    answered_count as sample_count,
    null::varchar as reason

from rollup_quality

where answered_count > 0
