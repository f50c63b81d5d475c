-- Entity:  call_annotations
-- Key:     annotation_id
-- Private: caller's number and name, patient identifiers, links to recordings, free text: not
--          selected
-- Keep:    events
-- Answers: what did people or the application record about a call: its type, outcome, satisfaction?

create table raw.call_annotations (
    annotation_id          varchar not null using compression uncompressed,
    source                 varchar not null,  -- the telephone source of the call
    call_id                varchar,           -- the call's id there; else matched by agent and time
    agent_kind             varchar,
    agent_value            varchar,
    started_at             timestamp,         -- UTC
    call_type              varchar,           -- appointment, billing ...; null: not known
    outcome                varchar,
    csat_score             integer,           -- 1 to 5; null: not collected
    direction              varchar,           -- as the application has it: inbound, outbound
    status                 varchar,           -- completed, missed, abandoned, voicemail ...
    answered_by            varchar,           -- human, machine, fax; null: nothing listened for it
    priority               varchar,           -- urgent, high, normal, low
    audited_outcome        varchar,           -- what an audit found; null: not audited
    quality_score          integer,           -- a supervisor's rating, 1 to 100; not the QA percent
    -- Null in each of these: not recorded, which is not the same as no.
    appointment_count      integer,           -- booked anew; a rescheduled one is not new
    appointment_kind       varchar,
    appointment_date       date,
    is_first_call_resolved boolean,           -- as the agent sees it
    is_escalated           boolean,
    is_complaint           boolean,
    is_follow_up_required  boolean,
    follow_up_due_date     date,
    follow_up_done_at      timestamp,         -- UTC
    is_recorded            boolean,
    is_recording_reviewed  boolean,
    hold_seconds           integer,
    wrap_up_seconds        integer,           -- after-call work
    transfer_count         integer,
    shift_id               varchar,
    campaign_id            varchar,
    updated_at             timestamp,         -- UTC; when the row was last written
    is_resolved_in_survey  boolean            -- as the caller says; null: not asked, no answer
);
