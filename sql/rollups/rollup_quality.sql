-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts and points
-- Source:  quality_sums_by_day; periods
-- Answers: how much of what quality is measured by did a scope have in a period?

with

sums_by_period as (

    select
        periods.grain,
        periods.period_start_date,
        quality_sums_by_day.location_id,
        quality_sums_by_day.team_id,
        quality_sums_by_day.person_id,
        grouping(
            quality_sums_by_day.location_id,
            quality_sums_by_day.team_id,
            quality_sums_by_day.person_id
        ) as grouping_bits,

        sum(quality_sums_by_day.review_count)::bigint as review_count,
        sum(quality_sums_by_day.counted_review_count)::bigint as counted_review_count,
        sum(quality_sums_by_day.points_awarded)::bigint as points_awarded,
        sum(quality_sums_by_day.points_possible)::bigint as points_possible,
        sum(quality_sums_by_day.critical_known_count)::bigint as critical_known_count,
        sum(quality_sums_by_day.critical_count)::bigint as critical_count,
        sum(quality_sums_by_day.quota_count)::bigint as quota_count,
        sum(quality_sums_by_day.covered_count)::bigint as covered_count,
        sum(quality_sums_by_day.agent_month_count)::bigint as agent_month_count,
        sum(quality_sums_by_day.judged_agent_count)::bigint as judged_agent_count,
        sum(quality_sums_by_day.met_agent_count)::bigint as met_agent_count,
        sum(quality_sums_by_day.handled_call_count)::bigint as handled_call_count,
        sum(quality_sums_by_day.answered_count)::bigint as answered_count,
        sum(quality_sums_by_day.inbound_count)::bigint as inbound_count,
        sum(quality_sums_by_day.csat_count)::bigint as csat_count,
        sum(quality_sums_by_day.csat_sum)::bigint as csat_sum,
        sum(quality_sums_by_day.csat_top_count)::bigint as csat_top_count,
        sum(quality_sums_by_day.rating_count)::bigint as rating_count,
        sum(quality_sums_by_day.rating_sum)::bigint as rating_sum,
        sum(quality_sums_by_day.complaint_known_count)::bigint as complaint_known_count,
        sum(quality_sums_by_day.complaint_count)::bigint as complaint_count,
        sum(quality_sums_by_day.escalation_known_count)::bigint as escalation_known_count,
        sum(quality_sums_by_day.escalated_count)::bigint as escalated_count,
        sum(quality_sums_by_day.recording_known_count)::bigint as recording_known_count,
        sum(quality_sums_by_day.recorded_count)::bigint as recorded_count,
        sum(quality_sums_by_day.listened_known_count)::bigint as listened_known_count,
        sum(quality_sums_by_day.listened_count)::bigint as listened_count,
        sum(quality_sums_by_day.audited_count)::bigint as audited_count,
        sum(quality_sums_by_day.logged_right_count)::bigint as logged_right_count,
        sum(quality_sums_by_day.journal_due_count)::bigint as journal_due_count,
        sum(quality_sums_by_day.journaled_call_count)::bigint as journaled_call_count,
        sum(quality_sums_by_day.settled_count)::bigint as settled_count,
        sum(quality_sums_by_day.resolved_count)::bigint as resolved_count,
        sum(quality_sums_by_day.pending_contact_count)::bigint as pending_contact_count,
        sum(quality_sums_by_day.unknown_contact_count)::bigint as unknown_contact_count,
        sum(quality_sums_by_day.anonymous_count)::bigint as anonymous_count,
        sum(quality_sums_by_day.shared_count)::bigint as shared_count,
        sum(quality_sums_by_day.journal_count)::bigint as journal_count,
        sum(quality_sums_by_day.pending_journal_count)::bigint as pending_journal_count,
        sum(quality_sums_by_day.complete_known_count)::bigint as complete_known_count,
        sum(quality_sums_by_day.complete_count)::bigint as complete_count,
        sum(quality_sums_by_day.follow_up_due_count)::bigint as follow_up_due_count,
        sum(quality_sums_by_day.follow_up_known_count)::bigint as follow_up_known_count,
        sum(quality_sums_by_day.follow_up_done_count)::bigint as follow_up_done_count,
        sum(quality_sums_by_day.follow_up_overdue_count)::bigint as follow_up_overdue_count

    from quality_sums_by_day

    inner join periods
        on quality_sums_by_day.local_date >= periods.period_start_date
        and quality_sums_by_day.end_date <= periods.period_end_date

    group by
        grouping sets (
            (periods.grain, periods.period_start_date),
            (periods.grain, periods.period_start_date, quality_sums_by_day.location_id),
            (periods.grain, periods.period_start_date, quality_sums_by_day.team_id),
            (periods.grain, periods.period_start_date, quality_sums_by_day.person_id),
            (
                periods.grain,
                periods.period_start_date,
                quality_sums_by_day.team_id,
                quality_sums_by_day.person_id
            )
        )

),

-- The bits say which of location, team and person were summed away (1) in a grouping set.
final as (

    select
        case grouping_bits
            when 7 then 'organization'
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end::scope_kind as scope_kind,
        case grouping_bits
            when 7 then 'all'
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,

        review_count,
        counted_review_count,
        points_awarded,
        points_possible,
        critical_known_count,
        critical_count,
        quota_count,
        covered_count,
        agent_month_count,
        judged_agent_count,
        met_agent_count,
        handled_call_count,
        answered_count,
        inbound_count,
        csat_count,
        csat_sum,
        csat_top_count,
        rating_count,
        rating_sum,
        complaint_known_count,
        complaint_count,
        escalation_known_count,
        escalated_count,
        recording_known_count,
        recorded_count,
        listened_known_count,
        listened_count,
        audited_count,
        logged_right_count,
        journal_due_count,
        journaled_call_count,
        settled_count,
        resolved_count,
        pending_contact_count,
        unknown_contact_count,
        anonymous_count,
        shared_count,
        journal_count,
        pending_journal_count,
        complete_known_count,
        complete_count,
        follow_up_due_count,
        follow_up_known_count,
        follow_up_done_count,
        follow_up_overdue_count

    from sums_by_period

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
