-- Entity:  coaching_sessions
-- Source:  Postgres table coaching_sessions
-- Answers: who was coached by whom, when, on what?

select
    coaching_sessions.id::text as coaching_session_id,
    '3cx' as source,
    'email' as agent_kind,
    lower(coaching_sessions.agent_email) as agent_value,
    'email' as coach_kind,
    lower(coaching_sessions.coach_email) as coach_value,
    coaching_sessions.topic,
    coaching_sessions.session_status as status,
    coaching_sessions.qa_review_id::text as qa_review_id,
    coaching_sessions.duration_minutes * 60 as duration_seconds,
    coaching_sessions.held_at,
    coaching_sessions.follow_up_date as follow_up_due_date

from coaching_sessions
