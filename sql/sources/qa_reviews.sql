-- Entity:  qa_reviews
-- Source:  Postgres tables quality_assurance_reviews, call_center_records
-- Answers: how did a reviewer score a call, item by item, and was it talked over with the agent?

select
    quality_assurance_reviews.id::text as qa_review_id,
    '3cx' as source,
    quality_assurance_reviews.call_record_id::text as annotation_id,
    call_center_records.call_id,
    'email' as agent_kind,
    lower(quality_assurance_reviews.agent_email) as agent_value,
    'email' as reviewer_kind,
    lower(quality_assurance_reviews.reviewer_email) as reviewer_value,
    quality_assurance_reviews.review_date,
    quality_assurance_reviews.review_type as type,
    quality_assurance_reviews.review_status as status,
    quality_assurance_reviews.greeting_professionalism,
    quality_assurance_reviews.active_listening,
    quality_assurance_reviews.problem_resolution,
    quality_assurance_reviews.product_knowledge,
    quality_assurance_reviews.communication_clarity,
    quality_assurance_reviews.empathy_patience,
    quality_assurance_reviews.call_control,
    quality_assurance_reviews.closing_effectiveness,
    null::boolean as has_critical_error,
    quality_assurance_reviews.recognition_worthy as is_recognised,
    quality_assurance_reviews.follow_up_review_needed as is_follow_up_review_needed,
    quality_assurance_reviews.follow_up_date as follow_up_due_date,
    quality_assurance_reviews.agent_discussion_date as discussed_date,
    quality_assurance_reviews.agent_acknowledgment as is_acknowledged

from quality_assurance_reviews

left join call_center_records
    on quality_assurance_reviews.call_record_id = call_center_records.id
