-- Name:       SMS response time, 90th percentile
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_responses
-- Answers:    within what time are nine in ten of the answers to text messages given?
-- Definition: 90th percentile of first human reply - first unanswered message of the run, over the
--             answered runs of text messages that began in the period; on the business hours of the
--             owning team, or as response_targets has it for sms; opt-outs and confirmations are no
--             replies and need none
-- Better:     lower
-- Window:     the period
-- Needs:      messages
-- Rows:       sms_responses where answered_at is not null and waited_seconds is not null
-- Adds:       quantile_cont(waited_seconds, 0.9)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    sms_p90_seconds as value,
    sms_timed_count as sample_count,
    case
        when sms_timed_count = 0 then 'no text message was answered'
        when sms_answered_count < sms_wait_count
            then sms_wait_count - sms_answered_count || ' without an answer yet, left out'
    end as reason

from rollup_responses

where sms_wait_count > 0 and scope_kind != 'tenant'
