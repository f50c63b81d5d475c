-- Entity:  campaigns
-- Key:     campaign_id
-- Private: script, audience, notes and materials: not selected
-- Keep:    versions
-- Answers: which campaigns are there, of which kind, with which targets, and who works on them?

create table raw.campaigns (
    campaign_id             varchar not null,
    name                    varchar not null,
    kind                    varchar not null,  -- outbound_appointments, follow_up,
                                               -- satisfaction_survey, retention
    status                  varchar not null,  -- planned, active, paused, completed, cancelled
    priority                varchar,           -- urgent, high, normal, low
    source                  varchar not null,  -- the telephone source in which its agents are known
    agent_kind              varchar,
    agent_values            varchar[],         -- who is assigned
    from_date               date not null,
    to_date                 date,              -- first day after it
    target_call_count       integer,
    target_conversion_ratio decimal(9, 6)      -- 0 to 1
);
