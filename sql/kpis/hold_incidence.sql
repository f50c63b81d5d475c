-- Name:       Hold incidence
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the calls handled, in which share was the caller put on hold?
-- Definition: handles with hold / handles whose hold is known
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where hold_seconds is not null
-- Adds:       count(*) filter (where hold_seconds > 0) / count(*)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when hold_known_count > 0 then held_count end::double as numerator,
    nullif(hold_known_count, 0)::double as denominator,
    held_count / nullif(hold_known_count, 0)::double as value,
    hold_known_count as sample_count,
    case
        when hold_known_count = 0 then 'the call source does not know hold time'
        when hold_known_count < handled_count
            then 'hold time known for ' || hold_known_count || ' of ' || handled_count
                || ' handles'
    end as reason

from rollup_calls

where handled_count > 0
