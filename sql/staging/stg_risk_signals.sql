-- Grain:   risk_signal_id
-- Unit:    as in the contract
-- Source:  raw.risk_signals
-- Answers: which risks and opportunities are noted about a tenant?

select
    risk_signal_id,
    tenant_id,
    type,
    category,
    severity,
    status,
    description,
    person_id,
    detected_at,
    resolved_at

from raw.risk_signals

where seen_until_run_id is null and not is_deleted
