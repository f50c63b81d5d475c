-- Entity:  shifts
-- Key:     shift_id
-- Private: notes: not selected
-- Keep:    versions
-- Answers: when was an agent to work and when did they, and what did the time go into?

create table raw.shifts (
    shift_id                varchar not null,
    source                  varchar not null,       -- the telephone source that knows the agent
    agent_kind              varchar not null,
    agent_value             varchar not null,
    location_id             varchar,                -- null: that of the agent's team
    shift_date              date not null,          -- the local day on which it begins
    -- scheduled, active, completed, partial, absent, cancelled
    status                  varchar not null,
    scheduled_start_at      timestamp not null,     -- UTC
    scheduled_end_at        timestamp not null,     -- UTC; of a night shift on the next day
    actual_start_at         timestamp,              -- UTC; null: did not come, or not yet
    actual_end_at           timestamp,              -- UTC
    break_seconds           integer,                -- null: not recorded; lunch is not in it
    lunch_seconds           integer,
    training_seconds        integer,
    meeting_seconds         integer,
    available_seconds       integer,                -- ready for calls, those on calls among them
    talk_seconds            integer,                -- as the application counted it
    wrap_up_seconds         integer,
    handled_count           integer,
    missed_count            integer,
    call_target             integer,
    appointment_target      integer,
    quality_target          decimal(5, 2)           -- 0 to 100
);
