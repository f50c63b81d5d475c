-- Name:       Answer rate of calls made
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_calls
-- Answers:    of the calls placed, which share was answered?
-- Definition: outbound calls that were answered / calls made; answered as the telephone knows it,
--             so by voicemail and fax too
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       outbound_calls where is_unanswered_known
-- Adds:       count(*) filter (where is_answered) / count(*)
-- Splits:     member, team, location, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when attempts_known_count > 0 then outbound_answered_count end::double as numerator,
    nullif(attempts_known_count, 0)::double as denominator,
    outbound_answered_count / nullif(attempts_known_count, 0)::double as value,
    attempts_known_count as sample_count,
    case
        when attempts_known_count = 0 then 'the call source leaves out unanswered calls'
        when attempts_known_count < outbound_count
            then 'unanswered calls known for ' || attempts_known_count || ' of '
                || outbound_count || ' calls'
    end as reason

from rollup_calls

where outbound_count > 0
