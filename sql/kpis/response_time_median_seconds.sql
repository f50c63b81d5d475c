-- Name:       Response time, median
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_responses
-- Answers:    within what time are half of the answers to customers given?
-- Definition: median of first human reply - first unanswered message of the run, over the answered
--             runs that began in the period; on the business hours of the owning team, by channel
--             on the calendar
-- Better:     lower
-- Window:     the period
-- Needs:      messages
-- Rows:       responses where answered_at is not null and waited_seconds is not null
-- Adds:       quantile_cont(waited_seconds, 0.5)
-- Splits:     member, team, location, tenant, day, weekday, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    median_seconds as value,
    timed_count as sample_count,
    case
        when timed_count = 0 then 'no message was answered'
        when answered_count < wait_count
            then wait_count - answered_count || ' without an answer yet, left out'
    end as reason

from rollup_responses

where wait_count > 0
