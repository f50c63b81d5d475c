-- Name:       QA percent
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    how good are the reviewed calls, by the eight items of the form?
-- Definition: points awarded / points possible over the scored items of completed reviews; an item
--             that is not applicable is in neither; random reviews only, unless qa_reviews is all
-- Better:     higher
-- Window:     the period
-- Needs:      qa_reviews
-- Rows:       qa_items where is_counted
-- Adds:       sum(points_awarded) / sum(points_possible)
-- Splits:     member, team, location, day, item

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when points_possible > 0 then points_awarded end::double as numerator,
    nullif(points_possible, 0)::double as denominator,
    points_awarded / nullif(points_possible, 0)::double as value,
    counted_review_count as sample_count,
    case when points_possible = 0 then 'no item was scored' end as reason

from rollup_quality

where counted_review_count > 0
