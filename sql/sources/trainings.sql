-- Entity:  trainings
-- Source:  Postgres table training_records
-- Answers: who took which training, for how long, and was it finished or certified?

select
    training_records.id::text as training_id,
    '3cx' as source,
    'email' as agent_kind,
    lower(training_records.agent_email) as agent_value,
    training_records.course_name as course,
    training_records.training_status as status,
    training_records.is_certification,
    training_records.minutes_spent * 60 as duration_seconds,
    training_records.score,
    training_records.started_on as started_date,
    training_records.completed_on as completed_date,
    training_records.expires_on as expires_date

from training_records
