-- Name:       Talk time
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how long did agents talk with callers?
-- Definition: sum of talk of external calls, in and out, over the handles whose talk is known; no
--             ring, no queue; hold included unless talk_include_hold is false; of the time that a
--             person was on two lines at once, only one counts
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where talk_seconds is not null
-- Adds:       sum(talk_time_seconds)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when talk_known_count > 0 then talk_time_seconds end::double as value,
    talk_known_count as sample_count,
    case
        when talk_known_count = 0 then 'the call source does not tell talk from wait'
        when talk_known_count < handled_count
            then 'talk known for ' || talk_known_count || ' of ' || handled_count || ' handles'
    end as reason

from rollup_calls

where handled_count > 0
