-- Entity:  calls
-- Key:     source, call_id
-- Private: caller's number and name are not columns here; party_hash is made by the mapping with
--          muster_private_hash()
-- Keep:    events
-- Answers: which calls does a call table or export know, one row a call, with what it knows of wait
--          and talk?

create table raw.calls (
    source         varchar not null,
    call_id        varchar not null using compression uncompressed,
    direction      varchar not null,   -- inbound, outbound, internal
    queue_id       varchar,            -- null: not through a queue
    agent_kind     varchar,            -- user_id, email, extension or display_name
    agent_value    varchar,            -- the agent whose phone rang or who placed the call
    party_hash     varchar,            -- keyed hash of the other party's number
    party_masked   varchar,            -- its masked form
    started_at     timestamp not null, -- UTC
    answered_at    timestamp,          -- UTC; by a person
    ended_at       timestamp,          -- UTC; null: still open
    is_answered    boolean not null,
    wait_seconds   integer,            -- from queue entry to human answer or hang-up; null: not known
    talk_seconds   integer,            -- null: not known
    hold_seconds   integer,
    wrap_up_seconds integer,
    is_transferred boolean
);
