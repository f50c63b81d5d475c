-- Entity:   activities
-- Source:   Postgres table agent_activity_log
-- Cursor:   updated_at
-- Lookback: 2 days
-- Answers:  what did the team do with or for a tenant, and when?

select
    agent_activity_log.id::text as activity_id,
    agent_activity_log.customer_id::text as tenant_id,
    agent_activity_log.user_id::text as person_id,
    agent_activity_log.activity_type as kind,
    case when agent_activity_log.actor = 'human' then 'human' else 'automation' end as actor_kind,
    agent_activity_log.customer_took_part as is_two_way,
    agent_activity_log.stakeholder_id::text as stakeholder_id,
    agent_activity_log.survey_score,
    agent_activity_log.duration_minutes * 60 as duration_seconds,
    agent_activity_log.occurred_at,
    agent_activity_log.updated_at

from agent_activity_log
