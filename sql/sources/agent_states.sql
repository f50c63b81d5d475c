-- Entity:   agent_states
-- Source:   Postgres table agent_states
-- Cursor:   started_at
-- Lookback: 3 days
-- Answers:  in which state was an agent, from when to when?

select
    '3cx' as source,
    'email' as agent_kind,
    lower(agent_states.agent_email) as agent_value,
    agent_states.state,
    agent_states.reason_code as reason,
    agent_states.queue_extension as queue_id,
    agent_states.started_at,
    agent_states.ended_at

from agent_states
