-- Grain:   coaching_session_id
-- Unit:    as in the contract
-- Source:  raw.coaching_sessions
-- Answers: who was coached by whom?

select
    coaching_session_id,
    source,
    agent_kind,
    agent_value,
    coach_kind,
    coach_value,
    topic,
    status,
    qa_review_id,
    duration_seconds,
    held_at,
    follow_up_due_date

from raw.coaching_sessions

where seen_until_run_id is null and not is_deleted
