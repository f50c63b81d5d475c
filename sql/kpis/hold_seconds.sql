-- Name:       Hold time
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how long were callers on hold?
-- Definition: sum of hold over the handles whose hold is known
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where hold_seconds is not null
-- Adds:       sum(hold_seconds)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when hold_known_count > 0 then hold_seconds end::double as value,
    hold_known_count as sample_count,
    case
        when hold_known_count = 0 then 'the call source does not know hold time'
        when hold_known_count < handled_count
            then 'hold time known for ' || hold_known_count || ' of ' || handled_count
                || ' handles'
    end as reason

from rollup_calls

where handled_count > 0
