-- Grain:   journal_id
-- Unit:    as in the contract
-- Source:  raw.journals
-- Answers: which calls did an agent write up?

select
    journal_id,
    source,
    annotation_id,
    call_id,
    agent_kind,
    agent_value,
    status,
    is_complete,
    tags,
    departments,
    referral_kind,
    is_follow_up_required,
    follow_up_kind,
    follow_up_due_date,
    is_commended,
    reviewer_kind,
    reviewer_value,
    review_score,
    created_at,
    submitted_at,
    reviewed_at,
    updated_at

from raw.journals
