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

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case
        when scope_kind in ('member', 'team_member') then nullif(offer_count, 0)
        else visit_count
    end::double as value,
    case
        when scope_kind in ('member', 'team_member') then offer_count
        else visit_count
    end as sample_count,
    case
        when scope_kind in ('member', 'team_member') and offer_count = 0
            then 'the call source does not say whose phone rang'
    end as reason

from rollup_calls

where visit_count > 0 or offer_count > 0 or queue_handled_count > 0
