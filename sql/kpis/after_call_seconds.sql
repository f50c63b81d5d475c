-- Name:       After-call work
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how long did agents work on calls after their end?
-- Definition: sum of wrap-up over the handles whose wrap-up is known
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where wrap_up_seconds is not null
-- Adds:       sum(wrap_up_seconds)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when wrap_up_known_count > 0 then wrap_up_seconds end::double as value,
    wrap_up_known_count as sample_count,
    case
        when wrap_up_known_count = 0 then 'the call source does not know after-call work'
        when wrap_up_known_count < handled_count
            then 'after-call work known for ' || wrap_up_known_count || ' of ' || handled_count
                || ' handles'
    end as reason

from rollup_calls

where handled_count > 0
