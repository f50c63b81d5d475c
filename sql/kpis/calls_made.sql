-- Name:       Calls made
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_calls
-- Answers:    how many calls to outside parties were placed?
-- Definition: logical outbound external calls that started in the period, unanswered ones included
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       outbound_calls
-- Adds:       count(*)
-- Splits:     member, team, location, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case
        when outbound_count = 0 or attempts_known_count > 0 then outbound_count
    end::double as value,
    outbound_count as sample_count,
    case
        when outbound_count > 0 and attempts_known_count = 0
            then 'the call source leaves out unanswered calls'
        when attempts_known_count < outbound_count
            then 'unanswered calls known for ' || attempts_known_count || ' of '
                || outbound_count || ' calls'
    end as reason

from rollup_calls
