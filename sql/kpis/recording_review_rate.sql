-- Name:       Recordings listened to
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the recordings did a supervisor listen to?
-- Definition: recordings listened to / recorded calls of which is known whether anybody did
-- Better:     neither
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where is_recording_reviewed is not null
-- Adds:       count(*) filter (where is_recording_reviewed) / count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when listened_known_count > 0 then listened_count end::double as numerator,
    nullif(listened_known_count, 0)::double as denominator,
    listened_count / nullif(listened_known_count, 0)::double as value,
    listened_known_count as sample_count,
    case
        when listened_known_count = 0 then 'no recording of which this is known'
        when listened_known_count < recorded_count
            then 'known for ' || listened_known_count || ' of ' || recorded_count
                || ' recordings'
    end as reason

from rollup_quality

where answered_count > 0
