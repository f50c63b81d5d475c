-- Grain:   source, agent_kind, agent_value, started_at
-- Unit:    as in the contract
-- Source:  raw.agent_states
-- Answers: in which state was an agent, from when to when?

select
    source,
    agent_kind,
    agent_value,
    state,
    reason,
    queue_id,
    started_at,
    ended_at

from raw.agent_states
