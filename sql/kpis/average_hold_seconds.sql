-- Name:       Average hold
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how long was a caller on hold, on average over all handled calls?
-- Definition: sum of hold / handles whose hold is known, those without any hold too
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where hold_seconds is not null
-- Adds:       sum(hold_seconds) / count(*)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when hold_known_count > 0 then hold_seconds end::double as numerator,
    nullif(hold_known_count, 0)::double as denominator,
    hold_seconds / nullif(hold_known_count, 0)::double as value,
    hold_known_count as sample_count,
    case
        when hold_known_count = 0 then 'the call source does not know hold time'
        when hold_known_count < handled_count
            then 'hold time known for ' || hold_known_count || ' of ' || handled_count
                || ' handles'
    end as reason

from rollup_calls

where handled_count > 0
