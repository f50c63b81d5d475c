-- Name:       Critical errors
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    in which share of the reviewed calls was something gravely wrong?
-- Definition: counted reviews with a critical error / counted reviews that looked for one; apart
--             from the QA percent
-- Better:     lower
-- Window:     the period
-- Needs:      qa_reviews
-- Rows:       qa_reviews where is_counted and has_critical_error is not null
-- Adds:       count(*) filter (where has_critical_error) / count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when critical_known_count > 0 then critical_count end::double as numerator,
    nullif(critical_known_count, 0)::double as denominator,
    critical_count / nullif(critical_known_count, 0)::double as value,
    critical_known_count as sample_count,
    case
        when critical_known_count = 0 then 'nobody looked for critical errors'
        when critical_known_count < counted_review_count
            then 'looked for in ' || critical_known_count || ' of ' || counted_review_count
                || ' reviews'
    end as reason

from rollup_quality

where counted_review_count > 0
