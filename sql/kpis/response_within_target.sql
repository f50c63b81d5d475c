-- Name:       Answered within target
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_responses
-- Answers:    of the customers' messages that needed an answer, which share had it within the
--             channel's target?
-- Definition: runs answered within the target / runs answered, or unanswered and older than the
--             target; younger ones are pending and wait for their verdict
-- Better:     higher
-- Window:     the period
-- Needs:      messages
-- Rows:       responses where result in ('in_time', 'late', 'missed')
-- Adds:       count(*) filter (where result = 'in_time') / count(*)
-- Splits:     member, team, location, tenant, day, weekday, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    in_time_count as numerator,
    judged_count as denominator,
    in_time_count / nullif(judged_count, 0) as value,
    judged_count as sample_count,
    case
        when judged_count = 0 and pending_count > 0 then 'only messages still pending'
        when judged_count = 0 then 'no message with a target'
    end as reason

from rollup_responses

where wait_count > 0
