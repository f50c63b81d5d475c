-- Entity:  queues
-- Key:     source, queue_id
-- Keep:    versions
-- Answers: which team answers for the calls that wait in a queue?

create table raw.queues (
    source   varchar not null,         -- the telephone source that knows the queue
    queue_id varchar not null,         -- its number there, such as 800
    name     varchar not null,
    team_id  varchar not null,
    service_level_seconds integer      -- longest wait that is in time here; null: the setting's
);
