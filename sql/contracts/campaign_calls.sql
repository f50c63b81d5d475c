-- Entity:  campaign_calls
-- Key:     campaign_call_id
-- Private: telephone number: kept as keyed hash and mask
-- Keep:    events
-- Answers: which call was an attempt of which campaign, was somebody reached, and did it succeed?

create table raw.campaign_calls (
    campaign_call_id varchar not null,
    campaign_id      varchar not null,
    source           varchar not null,    -- the telephone source of the call
    annotation_id    varchar,             -- the call's annotation
    call_id          varchar,             -- the call's id in the telephone source
    agent_kind       varchar,
    agent_value      varchar,
    outcome          varchar,
    is_contact       boolean not null,    -- a person was reached
    is_success       boolean not null,    -- what the campaign is for was achieved on this call
    attempted_at     timestamp not null,  -- UTC
    updated_at       timestamp,           -- UTC; when the row was last written
    party_hash       varchar,             -- whom: one target may be called many times
    party_masked     varchar
);
