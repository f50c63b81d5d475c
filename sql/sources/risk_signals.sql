-- Entity:  risk_signals
-- Source:  Postgres table risk_signals; a workspace that wants the words selects its description
-- Answers: which risks and opportunities did people or systems note about a tenant?

select
    risk_signals.id::text as risk_signal_id,
    risk_signals.customer_id::text as tenant_id,
    risk_signals.type,
    risk_signals.category,
    risk_signals.severity,
    risk_signals.status,
    null::text as description,
    risk_signals.created_by::text as person_id,
    risk_signals.detected_at,
    risk_signals.resolved_at

from risk_signals
