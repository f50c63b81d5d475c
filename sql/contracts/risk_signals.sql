-- Entity:  risk_signals
-- Key:     risk_signal_id
-- Private: the description, unless a workspace's mapping selects it
-- Keep:    versions
-- Answers: which risks and opportunities did people or systems note about a tenant?

create table raw.risk_signals (
    risk_signal_id varchar not null,
    tenant_id      varchar not null,
    type           varchar not null,    -- risk, opportunity
    category       varchar,             -- usage, sponsor, competitor, payment, support, growth ...
    severity       varchar,             -- critical, high, medium, low
    status         varchar not null,    -- open, resolved, dismissed
    description    varchar,             -- null: private
    person_id      varchar,             -- who noted it; null: a system
    detected_at    timestamp not null,  -- UTC
    resolved_at    timestamp            -- UTC
);
