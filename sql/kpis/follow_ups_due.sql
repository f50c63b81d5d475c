-- Name:       Follow-ups due
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_quality
-- Answers:    how many callers were promised to hear from us by a day of the period?
-- Definition: follow-ups of calls and journals by the day on which they are due, done or not; one
--             that both name counts once
-- Better:     neither
-- Window:     the period
-- Needs:      call_annotations | journals
-- Rows:       follow_ups
-- Adds:       count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    follow_up_due_count::double as value,
    follow_up_due_count as sample_count,
    null::varchar as reason

from rollup_quality

where follow_up_due_count > 0
