-- Name:       Calls answered
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_calls
-- Answers:    how many of the offered calls did a person answer?
-- Definition: queue visits that started in the period and were answered by a person; for a member,
--             offers that member answered
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits where is_answered
-- Adds:       count(*)
-- Rows of a person: offers where is_answered
-- Adds of a person: count(*)
-- Splits:     team, location, queue, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case
        when scope_kind not in ('member', 'team_member') then visit_answered_count
        when offer_count > 0 then offer_answered_count
    end::double as value,
    case
        when scope_kind in ('member', 'team_member') then offer_count
        else visit_count
    end as sample_count,
    case
        when scope_kind in ('member', 'team_member') and offer_count = 0 and offer_known_count = 0
            then 'the call source does not say whose phone rang'
        when scope_kind in ('member', 'team_member') and offer_count = 0 then 'no phone rang'
        when
            scope_kind in ('member', 'team_member') and offer_known_count < inbound_handled_count
            then 'offers known for ' || offer_known_count || ' of ' || inbound_handled_count
                || ' handled calls'
    end as reason

from rollup_calls

where visit_count > 0 or offer_count > 0 or queue_handled_count > 0
