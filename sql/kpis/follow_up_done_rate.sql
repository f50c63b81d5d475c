-- Name:       Follow-ups done
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the follow-ups that were due was done?
-- Definition: follow-ups done, in time or late / follow-ups due in the period that are done or past
--             their day
-- Better:     higher
-- Window:     the period, as of the build
-- Needs:      call_annotations | journals
-- Rows:       follow_ups where is_done or is_overdue
-- Adds:       count(*) filter (where is_done) / count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case
        when follow_up_done_count + follow_up_overdue_count > 0 then follow_up_done_count
    end::double as numerator,
    nullif(follow_up_done_count + follow_up_overdue_count, 0)::double as denominator,
    follow_up_done_count
    / nullif(follow_up_done_count + follow_up_overdue_count, 0)::double as value,
    follow_up_done_count + follow_up_overdue_count as sample_count,
    case
        when follow_up_known_count = 0 then 'nobody notes what was done'
        when follow_up_done_count + follow_up_overdue_count = 0
            then 'none was done or is past its day'
                || case
                    when follow_up_known_count < follow_up_due_count
                        then ', of ' || follow_up_known_count || ' known of ' || follow_up_due_count
                    else ''
                end
        when follow_up_known_count < follow_up_due_count
            then 'known for ' || follow_up_known_count || ' of ' || follow_up_due_count
                || ' follow-ups'
    end as reason

from rollup_quality

where follow_up_due_count > 0
