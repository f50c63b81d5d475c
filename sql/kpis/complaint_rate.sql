-- Name:       Complaint rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    in which share of the answered calls did somebody complain?
-- Definition: complaint calls / answered calls of which is known whether they were; a complaint
--             counts to the agent who took it, not to whom it was about
-- Better:     lower
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where is_complaint is not null
-- Adds:       count(*) filter (where is_complaint) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when complaint_known_count > 0 then complaint_count end::double as numerator,
    nullif(complaint_known_count, 0)::double as denominator,
    complaint_count / nullif(complaint_known_count, 0)::double as value,
    complaint_known_count as sample_count,
    case
        when complaint_known_count = 0 then 'not recorded of any call'
        when complaint_known_count < answered_count
            then 'recorded for ' || complaint_known_count || ' of ' || answered_count
                || ' answered calls'
    end as reason

from rollup_quality

where answered_count > 0
