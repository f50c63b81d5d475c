-- Name:       Calls made
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_calls
-- Answers:    how many calls to outside parties were placed?
-- Definition: logical outbound external calls that started in the period, unanswered ones included
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    outbound_count::double as value,
    outbound_count as sample_count,
    null::varchar as reason

from rollup_calls
