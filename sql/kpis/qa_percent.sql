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
-- Settings:   qa_quota

select
    rollup_quality.scope_kind,
    rollup_quality.scope_id,
    rollup_quality.grain,
    rollup_quality.period_start_date,

    case when rollup_quality.points_possible > 0 then rollup_quality.points_awarded end::double
        as numerator,
    nullif(rollup_quality.points_possible, 0)::double as denominator,
    rollup_quality.points_awarded / nullif(rollup_quality.points_possible, 0)::double as value,
    rollup_quality.counted_review_count as sample_count,
    case
        when rollup_quality.points_possible = 0 then 'no item was scored'
        -- Fewer than one agent is owed in a month say little; nothing is marked as a change.
        when rollup_quality.counted_review_count < run_settings.qa_quota
            then 'fewer than ' || run_settings.qa_quota || ' reviews'
    end as reason

from rollup_quality

cross join run_settings

where rollup_quality.counted_review_count > 0
