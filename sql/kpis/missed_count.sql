-- Name:       Calls missed by agents
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_calls
-- Answers:    how often did a phone ring in vain?
-- Definition: offers that rang out or were rejected; not those that a colleague answered or whose
--             caller gave up. One call that rings at three agents can be missed three times, so it
--             is no share of the calls offered to a queue
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       offers where is_missed
-- Adds:       count(*)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when offer_count > 0 then offer_missed_count end::double as value,
    offer_count as sample_count,
    case
        when offer_count = 0 and offer_known_count + visit_offer_known_count = 0
            then 'the call source does not say whose phone rang'
        when offer_count = 0 then 'no phone rang'
        when offer_known_count < inbound_handled_count
            then 'offers known for ' || offer_known_count || ' of ' || inbound_handled_count
                || ' handled calls'
    end as reason

from rollup_calls

where visit_count > 0 or offer_count > 0 or queue_handled_count > 0
