-- Entity:  call_lines
-- Key:     source, leg_id
-- Private: from_number, to_number, dialled number, display names of outside parties: kept as keyed
--          hash and mask, or not at all
-- Keep:    events
-- Answers: what did each line of a telephone export say, one row a leg?

create table raw.call_lines (
    source             varchar not null,
    leg_id             varchar not null,    -- the source's own id of the leg
    call_id            varchar not null,    -- of the call; equals leg_id where a line is a call
    history_number     bigint,
    started_at         timestamp not null,  -- UTC
    answered_at        timestamp,           -- UTC; for a queue call, when the QUEUE picked up
    ended_at           timestamp,           -- UTC
    duration_seconds   integer,             -- null: never answered
    termination_reason varchar,
    change_reason      varchar,             -- ReplacedDst: a queue gave the call to an agent
    from_type          varchar,             -- Line, Queue, Extension, VoiceMail, Script ...
    to_type            varchar,
    final_type         varchar,
    from_extension     varchar,             -- internal parties only; null for outside parties
    to_extension       varchar,
    final_extension    varchar,
    party_hash         varchar,             -- the outside party: keyed hash of its number
    party_masked       varchar,
    chain_extensions   varchar[],           -- internal hops in order, outside parties left out
    file_hash          varchar not null,
    line_number        bigint not null
);
