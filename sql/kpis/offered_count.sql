-- Name:       Calls offered
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_calls
-- Answers:    how many calls reached a queue, or for one person: how many times did the phone ring?
-- Definition: queue visits that started in the period; for a member, offers made to that member,
--             null where the source does not say whose phone rang
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       queue_visits
-- Adds:       count(*)
-- Rows of a person: offers
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
        when scope_kind in ('member', 'team_member') then nullif(offer_count, 0)
        when visit_count = 0 or unanswered_known_count > 0 then visit_count
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
        when scope_kind in ('member', 'team_member') then null
        when visit_count > 0 and unanswered_known_count = 0
            then 'the call source leaves out unanswered calls'
        when unanswered_known_count < visit_count
            then 'unanswered calls known for ' || unanswered_known_count || ' of ' || visit_count
                || ' calls'
    end as reason

from rollup_calls

where visit_count > 0 or offer_count > 0 or queue_handled_count > 0
