-- Name:       Connect rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the calls placed, which share became a conversation?
-- Definition: outbound calls that connected / calls made of which that is known; by connect_rule:
--             talk of at least connect_min_talk_seconds, or any answer, or an answer in which the
--             platform heard a human
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       outbound_calls where is_unanswered_known and is_connected is not null
-- Adds:       count(*) filter (where is_connected) / count(*)
-- Splits:     member, team, location, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when connect_known_count > 0 then connected_count end::double as numerator,
    nullif(connect_known_count, 0)::double as denominator,
    connected_count / nullif(connect_known_count, 0)::double as value,
    connect_known_count as sample_count,
    case
        when attempts_known_count = 0 then 'the call source leaves out unanswered calls'
        when connect_known_count = 0 then 'the call source does not tell what connected'
        when connect_known_count < outbound_count
            then 'known for ' || connect_known_count || ' of ' || outbound_count || ' calls'
    end as reason

from rollup_calls

where outbound_count > 0
