-- Name:       Time connected
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how long were agents connected with callers?
-- Definition: sum of the time from an agent's answer to the end, hold included; of a queue call in
--             a file that tells only when the queue answered, the wait is in it
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where connected_seconds is not null
-- Adds:       sum(connected_seconds)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when connected_known_count > 0 then connected_seconds end::double as value,
    connected_known_count as sample_count,
    case
        when connected_known_count = 0 then 'the call source does not know connected time'
        when connected_known_count < handled_count
            then 'connected time known for ' || connected_known_count || ' of ' || handled_count
                || ' handles'
    end as reason

from rollup_calls

where handled_count > 0
