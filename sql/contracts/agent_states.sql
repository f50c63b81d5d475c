-- Entity:  agent_states
-- Key:     source, agent_kind, agent_value, started_at
-- Keep:    events
-- Answers: in which state was an agent, from when to when? Outside all of them
--          the agent is signed out.

create table raw.agent_states (
    source      varchar not null,    -- the telephone source in which the agent is known
    agent_kind  varchar not null,
    agent_value varchar not null,
    -- available, on_call, wrap_up, break, lunch, training, meeting, away. A source that tells no
    -- calls apart has them in available.
    state       varchar not null,
    reason      varchar,             -- the code that the agent gave
    queue_id    varchar,             -- null: for all queues of the agent
    started_at  timestamp not null,  -- UTC
    ended_at    timestamp            -- UTC; null: still in it
);
