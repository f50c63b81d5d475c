-- Name:       Abandonment rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the callers that waited, which share gave up?
-- Definition: abandoned / (offered - short abandons); by abandon_denominator also / (answered +
--             abandoned), or (abandoned + short abandons) / offered
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_abandonment_counted
-- Adds:       count(*) filter (where is_abandonment) / count(*)
-- Splits:     team, location, queue, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when abandonment_counted_count > 0 then abandonment_count end::double as numerator,
    nullif(abandonment_counted_count, 0)::double as denominator,
    abandonment_count / nullif(abandonment_counted_count, 0)::double as value,
    abandonment_counted_count as sample_count,
    case
        when unanswered_known_count = 0
            then 'the call source leaves out unanswered calls'
        when abandonment_counted_count = 0 then 'only visits that do not count'
        when unanswered_known_count < visit_count
            then 'unanswered calls known for ' || unanswered_known_count || ' of ' || visit_count
                || ' calls'
    end as reason

from rollup_calls

where visit_count > 0
