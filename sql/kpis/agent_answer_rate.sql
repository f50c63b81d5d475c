-- Name:       Agent answer rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the calls that rang at an agent, which share was picked up?
-- Definition: answered offers / (answered + missed offers)
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when offer_count > 0 then offer_answered_count end::double as numerator,
    nullif(offer_count, 0)::double as denominator,
    offer_answered_count / nullif(offer_count, 0)::double as value,
    offer_count as sample_count,
    case
        when offer_count = 0 then 'the call source does not say whose phone rang'
    end as reason

from rollup_calls

where visit_count > 0 or offer_count > 0 or queue_handled_count > 0
