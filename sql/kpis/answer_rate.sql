-- Name:       Answer rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the calls that waited in a queue, which share did a person answer?
-- Definition: answered queue visits / (offered - short abandons); a short abandon hung up within
--             short_abandon_seconds
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_unanswered_known
-- Adds:       count(*) filter (where is_answered) / count(*) filter (where not is_short_abandon)
-- Splits:     team, location, queue, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when unanswered_known_count > 0 then answered_known_count end::double as numerator,
    case
        when unanswered_known_count > 0 then unanswered_known_count - short_known_count
    end::double as denominator,
    answered_known_count / nullif(unanswered_known_count - short_known_count, 0)::double
        as value,
    unanswered_known_count - short_known_count as sample_count,
    case
        when unanswered_known_count = 0 then 'the call source leaves out unanswered calls'
        when unanswered_known_count = short_known_count then 'only short abandons'
        when unanswered_known_count < visit_count
            then 'unanswered calls known for ' || unanswered_known_count || ' of ' || visit_count
                || ' calls'
    end as reason

from rollup_calls

where visit_count > 0
