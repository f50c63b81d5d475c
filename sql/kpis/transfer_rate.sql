-- Name:       Transfer rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the calls handled, which share did the agent hand over?
-- Definition: handles that ended with the agent handing the caller over, blind or attended /
--             handles of sources that tell it; on within the same queue or to its team is left out
--             unless transfer_same_queue is included. An overflow by the system and asking a
--             colleague are no transfers
-- Better:     lower
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       handles where is_transferred_out is not null
-- Adds:       count(*) filter (where is_transfer) / count(*)
-- Splits:     member, team, location, queue, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when transfer_known_count > 0 then transfer_count end::double as numerator,
    nullif(transfer_known_count, 0)::double as denominator,
    transfer_count / nullif(transfer_known_count, 0)::double as value,
    transfer_known_count as sample_count,
    case
        when transfer_known_count = 0 then 'the call source does not know transfers'
        when transfer_known_count < handled_count
            then 'transfers known for ' || transfer_known_count || ' of ' || handled_count
                || ' handles'
    end as reason

from rollup_calls

where handled_count > 0
