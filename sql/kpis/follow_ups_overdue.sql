-- Name:       Follow-ups overdue
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_quality
-- Answers:    how many of them were not kept and are past their day?
-- Definition: follow-ups due in the period, before the as-of day, and not done
-- Better:     lower
-- Window:     the period, as of the build
-- Needs:      call_annotations | journals
-- Rows:       follow_ups
-- Adds:       count(*) filter (where is_overdue)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when follow_up_known_count > 0 then follow_up_overdue_count end::double as value,
    follow_up_due_count as sample_count,
    case
        when follow_up_known_count = 0 then 'nobody notes what was done'
        when follow_up_known_count < follow_up_due_count
            then 'known for ' || follow_up_known_count || ' of ' || follow_up_due_count
                || ' follow-ups'
    end as reason

from rollup_quality

where follow_up_due_count > 0
