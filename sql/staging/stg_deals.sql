-- Grain:   deal_id
-- Unit:    as in the contract
-- Source:  raw.deals
-- Answers: which opportunities are open, won or lost now?

select
    deal_id,
    person_id,
    lead_id,
    tenant_id,
    lead_type,
    stage,
    stage_ratio,
    status,
    lost_reason,
    amount,
    currency_code,
    opened_at,
    closed_at,
    expected_close_date,
    touched_at

from raw.deals

where seen_until_run_id is null and not is_deleted
