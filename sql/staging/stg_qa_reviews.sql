-- Grain:   qa_review_id
-- Unit:    as in the contract
-- Source:  raw.qa_reviews
-- Answers: how did a reviewer score a call?

select
    qa_review_id,
    source,
    annotation_id,
    call_id,
    agent_kind,
    agent_value,
    reviewer_kind,
    reviewer_value,
    review_date,
    type,
    status,
    greeting_professionalism,
    active_listening,
    problem_resolution,
    product_knowledge,
    communication_clarity,
    empathy_patience,
    call_control,
    closing_effectiveness,
    has_critical_error,
    is_recognised,
    is_follow_up_review_needed,
    follow_up_due_date,
    discussed_date,
    is_acknowledged

from raw.qa_reviews

where seen_until_run_id is null and not is_deleted
