-- Entity:  points
-- Key:     point_id
-- Keep:    events
-- Answers: which points did a person earn, for what, by which rules? Entries are only ever added.

create table raw.points (
    point_id     varchar not null,
    person_id    varchar not null,
    points       integer not null,    -- negative: takes an earlier entry back
    kind         varchar,             -- call, conversation, conversion, streak, correction ...
    rule_version varchar,
    reverses_id  varchar,             -- the entry that this one takes back
    earned_at    timestamp not null   -- UTC
);
