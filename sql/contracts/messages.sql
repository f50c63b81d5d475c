-- Entity:  messages
-- Key:     message_id
-- Private: text, subject, addresses and numbers: not selected
-- Keep:    events
-- Answers: which messages came and went, in which thread, and which of them wait for an answer?

create table raw.messages (
    message_id     varchar not null using compression uncompressed,
    thread_id      varchar not null,
    channel        varchar not null,    -- email, sms, chat, support
    direction      varchar not null,    -- inbound: from outside; outbound: from us
    tenant_id      varchar,             -- null: not from or to a customer
    lead_id        varchar,             -- null: not from or to a lead
    person_id      varchar,             -- who of us wrote; inbound: to whom, where that is known
    stakeholder_id varchar,
    is_automatic   boolean not null,    -- out of office, confirmation, campaign: no human wrote it
    needs_answer   boolean,             -- false: a thanks, an opt-out; null: not known, so it does
    sent_at        timestamp not null,  -- UTC
    updated_at     timestamp            -- UTC; when the row was last written
);
