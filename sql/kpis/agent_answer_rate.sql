-- Name:       Agent answer rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the calls that rang at an agent, which share was picked up?
-- Definition: answered offers / (answered + missed offers); an offer is missed when it rang out or
--             was rejected, not when a colleague was faster or the caller gave up
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       offers where is_answered or is_missed
-- Adds:       count(*) filter (where is_answered) / count(*)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when offer_answered_count + offer_missed_count > 0 then offer_answered_count end::double
        as numerator,
    nullif(offer_answered_count + offer_missed_count, 0)::double as denominator,
    offer_answered_count / nullif(offer_answered_count + offer_missed_count, 0)::double as value,
    offer_answered_count + offer_missed_count as sample_count,
    case
        when offer_count = 0 and offer_known_count + visit_offer_known_count = 0
            then 'the call source does not say whose phone rang'
        when offer_count = 0 then 'no phone rang'
        when offer_answered_count + offer_missed_count = 0 then 'only cancelled offers'
        when offer_known_count < inbound_handled_count
            then 'offers known for ' || offer_known_count || ' of ' || inbound_handled_count
                || ' handled calls'
    end as reason

from rollup_calls

where visit_count > 0 or offer_count > 0 or queue_handled_count > 0
