-- Grain:   local_date, end_date, location_id?, team_id?, person_id?
-- Unit:    counts and points; end_date is the first day after
-- Source:  qa_reviews, qa_items, qa_agent_months, answered_calls, inbound_contacts, journals,
--          follow_ups
-- Answers: how much of what quality is measured by fell on a local day, by whose work?

with

facts as (

    select
        local_date,
        local_date + 1 as end_date,
        location_id,
        team_id,
        person_id,
        1 as review_count,
        is_counted::integer as counted_review_count,
        (is_counted and has_critical_error is not null)::integer as critical_known_count,
        (is_counted and has_critical_error)::integer as critical_count

    from qa_reviews

    union all by name

    select
        local_date,
        local_date + 1 as end_date,
        location_id,
        team_id,
        person_id,
        points_awarded,
        points_possible

    from qa_items

    where is_counted

    union all by name

    -- A quota is one of a month: it counts in periods that the whole month lies in.
    select
        local_date,
        month_end_date as end_date,
        location_id,
        team_id,
        person_id,
        quota_count,
        covered_count,
        1 as agent_month_count,
        is_judged::integer as judged_agent_count,
        (is_judged and is_met)::integer as met_agent_count

    from qa_agent_months

    union all by name

    -- Of a call that is judged by nothing, nothing is recorded.
    select
        local_date,
        local_date + 1 as end_date,
        location_id,
        team_id,
        person_id,
        1 as handled_call_count,
        is_service_call::integer as answered_count,
        (csat_score is not null)::integer as csat_count,
        csat_score as csat_sum,
        (csat_score >= 4)::integer as csat_top_count,
        (quality_score is not null)::integer as rating_count,
        quality_score as rating_sum,
        (is_complaint is not null)::integer as complaint_known_count,
        is_complaint::integer as complaint_count,
        (is_escalated is not null)::integer as escalation_known_count,
        is_escalated::integer as escalated_count,
        (is_recorded is not null)::integer as recording_known_count,
        is_recorded::integer as recorded_count,
        (is_recording_reviewed is not null)::integer as listened_known_count,
        is_recording_reviewed::integer as listened_count,
        (is_logged_right is not null)::integer as audited_count,
        is_logged_right::integer as logged_right_count,
        is_journal_due::integer as journal_due_count,
        (is_journal_due and has_journal)::integer as journaled_call_count

    from answered_calls

    union all by name

    select
        local_date,
        local_date + 1 as end_date,
        location_id,
        team_id,
        person_id,
        1 as inbound_count,
        (is_resolved is not null)::integer as settled_count,
        is_resolved::integer as resolved_count,
        is_pending::integer as pending_contact_count,
        is_unknown::integer as unknown_contact_count,
        (is_unknown and contact_kind = 'anonymous')::integer as anonymous_count,
        (is_unknown and contact_kind = 'shared')::integer as shared_count

    from inbound_contacts

    union all by name

    select
        local_date,
        local_date + 1 as end_date,
        location_id,
        team_id,
        person_id,
        1 as journal_count,
        (status = 'submitted')::integer as pending_journal_count,
        (is_complete is not null)::integer as complete_known_count,
        is_complete::integer as complete_count

    from journals

    union all by name

    select
        local_date,
        local_date + 1 as end_date,
        location_id,
        team_id,
        person_id,
        1 as follow_up_due_count,
        (is_done is not null)::integer as follow_up_known_count,
        is_done::integer as follow_up_done_count,
        is_overdue::integer as follow_up_overdue_count

    from follow_ups

),

final as (

    select
        local_date,
        end_date,
        location_id,
        team_id,
        person_id,

        coalesce(sum(review_count), 0)::bigint as review_count,
        coalesce(sum(counted_review_count), 0)::bigint as counted_review_count,
        coalesce(sum(points_awarded), 0)::bigint as points_awarded,
        coalesce(sum(points_possible), 0)::bigint as points_possible,
        coalesce(sum(critical_known_count), 0)::bigint as critical_known_count,
        coalesce(sum(critical_count), 0)::bigint as critical_count,
        coalesce(sum(quota_count), 0)::bigint as quota_count,
        coalesce(sum(covered_count), 0)::bigint as covered_count,
        coalesce(sum(agent_month_count), 0)::bigint as agent_month_count,
        coalesce(sum(judged_agent_count), 0)::bigint as judged_agent_count,
        coalesce(sum(met_agent_count), 0)::bigint as met_agent_count,
        coalesce(sum(handled_call_count), 0)::bigint as handled_call_count,
        coalesce(sum(answered_count), 0)::bigint as answered_count,
        coalesce(sum(inbound_count), 0)::bigint as inbound_count,
        coalesce(sum(csat_count), 0)::bigint as csat_count,
        coalesce(sum(csat_sum), 0)::bigint as csat_sum,
        coalesce(sum(csat_top_count), 0)::bigint as csat_top_count,
        coalesce(sum(rating_count), 0)::bigint as rating_count,
        coalesce(sum(rating_sum), 0)::bigint as rating_sum,
        coalesce(sum(complaint_known_count), 0)::bigint as complaint_known_count,
        coalesce(sum(complaint_count), 0)::bigint as complaint_count,
        coalesce(sum(escalation_known_count), 0)::bigint as escalation_known_count,
        coalesce(sum(escalated_count), 0)::bigint as escalated_count,
        coalesce(sum(recording_known_count), 0)::bigint as recording_known_count,
        coalesce(sum(recorded_count), 0)::bigint as recorded_count,
        coalesce(sum(listened_known_count), 0)::bigint as listened_known_count,
        coalesce(sum(listened_count), 0)::bigint as listened_count,
        coalesce(sum(audited_count), 0)::bigint as audited_count,
        coalesce(sum(logged_right_count), 0)::bigint as logged_right_count,
        coalesce(sum(journal_due_count), 0)::bigint as journal_due_count,
        coalesce(sum(journaled_call_count), 0)::bigint as journaled_call_count,
        coalesce(sum(settled_count), 0)::bigint as settled_count,
        coalesce(sum(resolved_count), 0)::bigint as resolved_count,
        coalesce(sum(pending_contact_count), 0)::bigint as pending_contact_count,
        coalesce(sum(unknown_contact_count), 0)::bigint as unknown_contact_count,
        coalesce(sum(anonymous_count), 0)::bigint as anonymous_count,
        coalesce(sum(shared_count), 0)::bigint as shared_count,
        coalesce(sum(journal_count), 0)::bigint as journal_count,
        coalesce(sum(pending_journal_count), 0)::bigint as pending_journal_count,
        coalesce(sum(complete_known_count), 0)::bigint as complete_known_count,
        coalesce(sum(complete_count), 0)::bigint as complete_count,
        coalesce(sum(follow_up_due_count), 0)::bigint as follow_up_due_count,
        coalesce(sum(follow_up_known_count), 0)::bigint as follow_up_known_count,
        coalesce(sum(follow_up_done_count), 0)::bigint as follow_up_done_count,
        coalesce(sum(follow_up_overdue_count), 0)::bigint as follow_up_overdue_count

    from facts

    group by local_date, end_date, location_id, team_id, person_id

)

select * from final
