-- Name:       Handle time per call
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_unique_calls
-- Answers:    how much of agents' time did a call that came in take in all, whoever had it?
-- Definition: (talk without hold + hold + wrap-up) of all inbound handles whose talk is known / the
--             different calls that they are of; a call that was handed over is one, with the time
--             of both agents. Where the wrap-up is not known the reason says so, and the number is
--             without it
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where direction = 'inbound' and handle_seconds is not null
-- Adds:       sum(handle_seconds) / count(distinct (source, call_id))
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when unique_timed_calls_count > 0 then inbound_handle_seconds end::double as numerator,
    nullif(unique_timed_calls_count, 0)::double as denominator,
    inbound_handle_seconds / nullif(unique_timed_calls_count, 0)::double as value,
    unique_timed_calls_count as sample_count,
    nullif(
        concat_ws(
            '; ',
            case
                when inbound_handle_known_count = 0
                    then 'the call source does not tell talk from wait'
                when inbound_handle_known_count < inbound_handled_count
                    then 'talk known for ' || inbound_handle_known_count || ' of '
                        || inbound_handled_count || ' handles'
            end,
            case
                when inbound_handle_known_count > 0 and inbound_wrap_up_known_count = 0
                    then 'excl. wrap-up'
                when inbound_wrap_up_known_count < inbound_handle_known_count
                    then 'wrap-up known for ' || inbound_wrap_up_known_count || ' of '
                        || inbound_handle_known_count || ' handles'
            end
        ),
        ''
    ) as reason

from rollup_unique_calls

where inbound_handled_count > 0
