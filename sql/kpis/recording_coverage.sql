-- Name:       Recording coverage
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the answered calls is recorded?
-- Definition: recorded calls / answered calls of which is known whether they were recorded
-- Better:     higher
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where is_recorded is not null
-- Adds:       count(*) filter (where is_recorded) / count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when recording_known_count > 0 then recorded_count end::double as numerator,
    nullif(recording_known_count, 0)::double as denominator,
    recorded_count / nullif(recording_known_count, 0)::double as value,
    recording_known_count as sample_count,
    case
        when recording_known_count = 0 then 'not known of any call'
        when recording_known_count < answered_count
            then 'known for ' || recording_known_count || ' of ' || answered_count
                || ' answered calls'
    end as reason

from rollup_quality

where answered_count > 0
