-- Entity:   journals
-- Source:   Postgres tables call_journals, call_center_records
-- Cursor:   updated_at
-- Lookback: 2 days
-- Answers:  which calls did an agent write up, and how far is each journal on its way to approval?

select
    call_journals.id::text as journal_id,
    '3cx' as source,
    call_journals.call_record_id::text as annotation_id,
    call_center_records.call_id,
    'email' as agent_kind,
    lower(call_journals.agent_email) as agent_value,
    call_journals.journal_status as status,
    -- The words themselves stay where they are; whether there are any is all that is asked.
    call_journals.call_summary <> ''
    and coalesce(call_journals.patient_concern, '') <> ''
    and coalesce(call_journals.resolution_provided, '') <> ''
        as is_complete,
    call_journals.call_tags as tags,
    call_journals.department_involved as departments,
    case when call_journals.referral_made then coalesce(call_journals.referral_type, 'other') end
        as referral_kind,
    call_journals.follow_up_required as is_follow_up_required,
    call_journals.follow_up_type as follow_up_kind,
    call_journals.follow_up_date as follow_up_due_date,
    call_journals.commendation_worthy as is_commended,
    case when call_journals.reviewed_by is not null then 'email' end as reviewer_kind,
    lower(call_journals.reviewed_by) as reviewer_value,
    call_journals.review_score,
    call_journals.created_at,
    call_journals.submitted_at,
    call_journals.reviewed_at,
    call_journals.updated_at

from call_journals

left join call_center_records
    on call_journals.call_record_id = call_center_records.id
