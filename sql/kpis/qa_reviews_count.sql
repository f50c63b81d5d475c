-- Name:       QA reviews
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_quality
-- Answers:    how many calls were reviewed?
-- Definition: completed reviews of every type, on the day of the review; drafts are none
-- Better:     neither
-- Window:     the period
-- Needs:      qa_reviews
-- Rows:       qa_reviews
-- Adds:       count(*)
-- Splits:     member, team, location, day, review_type

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    review_count::double as value,
    review_count as sample_count,
    null::varchar as reason

from rollup_quality

where review_count > 0
