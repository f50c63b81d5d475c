-- Name:       Average handle time, outbound
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_calls
-- Answers:    how much of an agent's time did a call that was placed take, on average?
-- Definition: (talk without hold + hold + wrap-up) / outbound handles whose talk is known; hold
--             counts once. Where the wrap-up is not known the reason says so, and the number is
--             without it
-- Better:     neither
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where direction = 'outbound' and handle_seconds is not null
-- Adds:       sum(handle_seconds) / count(*)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when outbound_handle_known_count > 0 then outbound_handle_seconds end::double as numerator,
    nullif(outbound_handle_known_count, 0)::double as denominator,
    outbound_handle_seconds / nullif(outbound_handle_known_count, 0)::double as value,
    outbound_handle_known_count as sample_count,
    nullif(
        concat_ws(
            '; ',
            case
                when outbound_handle_known_count = 0
                    then 'the call source does not tell talk from wait'
                when outbound_handle_known_count < handled_count - inbound_handled_count
                    then 'talk known for ' || outbound_handle_known_count || ' of '
                        || handled_count - inbound_handled_count || ' handles'
            end,
            case
                when outbound_handle_known_count > 0 and outbound_wrap_up_known_count = 0
                    then 'excl. wrap-up'
                when outbound_wrap_up_known_count < outbound_handle_known_count
                    then 'wrap-up known for ' || outbound_wrap_up_known_count || ' of '
                        || outbound_handle_known_count || ' handles'
            end
        ),
        ''
    ) as reason

from rollup_calls

where handled_count - inbound_handled_count > 0
