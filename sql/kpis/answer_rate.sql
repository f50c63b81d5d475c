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

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    visit_answered_count::double as numerator,
    (visit_count - short_abandoned_count)::double as denominator,
    visit_answered_count / nullif(visit_count - short_abandoned_count, 0)::double as value,
    visit_count - short_abandoned_count as sample_count,
    case when visit_count = short_abandoned_count then 'only short abandons' end as reason

from rollup_calls

where visit_count > 0
