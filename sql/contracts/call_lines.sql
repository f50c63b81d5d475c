-- Entity:  call_lines
-- Key:     source, leg_id
-- Private: from_number, to_number, dialled number, display names of outside parties: kept as keyed
--          hash and mask, or not at all
-- Keep:    events
-- Answers: what did each line of a telephone export, or row of a telephone system's own database,
--          say about a call?

-- The ids and the hash are stored as they are: nearly no two are alike, and to find that out for
-- each block takes a third of the time that the storing takes.

create table raw.call_lines (
    source             varchar not null,
    -- the source's own id of the line, else made of its contents
    leg_id             varchar not null using compression uncompressed,
    -- of the call; equals leg_id where a line is a call
    call_id            varchar not null using compression uncompressed,
    format             varchar,             -- how the line is to be read, such as 3cx-file
    sequence_number    bigint,              -- place within the call, where the source tells it
    history_number     bigint,
    event              varchar,             -- what happened: ENTERQUEUE, CONNECT; call_init, divert ...
    event_reason       varchar,             -- why: polling, no_answer, by_did ...
    previous_leg_id    varchar,             -- the line that this one came out of
    next_leg_id        varchar,             -- the line that this one went on in
    direction          varchar,             -- only where the source says it
    started_at         timestamp not null,  -- UTC
    answered_at        timestamp,           -- UTC; for a queue call, when the QUEUE picked up
    ended_at           timestamp,           -- UTC
    updated_at         timestamp,           -- UTC; when the source last changed the line
    duration_seconds   integer,             -- null: never answered
    ring_seconds       integer,
    wait_seconds       integer,             -- in the queue, where the line says it
    talk_seconds       integer,             -- where the line says it apart from the whole duration
    hold_seconds       integer,
    wrap_up_seconds    integer,
    status             varchar,             -- Answered, NO ANSWER, ORIGINATOR_CANCEL ...
    application        varchar,             -- Asterisk's lastapp: Queue, Dial, VoiceMail ...
    termination_reason varchar,
    termination_detail varchar,
    change_reason      varchar,             -- ReplacedDst: a queue gave the call to an agent
    from_type          varchar,             -- Line, Queue, Extension, VoiceMail, Script ...
    to_type            varchar,
    final_type         varchar,
    from_extension     varchar,             -- internal parties only; null for outside parties
    to_extension       varchar,
    final_extension    varchar,
    queue_id           varchar,             -- the queue that the line is about, where it says so
    agent_kind         varchar,             -- extension, display_name, user_id or email
    agent_value        varchar,             -- the person of one's own that the line is about
    -- the outside party: keyed hash of its number
    party_hash         varchar using compression uncompressed,
    party_masked       varchar,
    dialled_hash       varchar,             -- keyed hash of the company's number that was dialled
    chain_extensions   varchar[],           -- internal hops in order, outside parties left out
    repairs            varchar[],           -- what was mended: clock_clamped, ambiguous_hour ...
    file_hash          varchar,             -- null: not from a file
    line_number        bigint
);
