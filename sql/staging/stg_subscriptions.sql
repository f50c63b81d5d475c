-- Grain:   subscription_id
-- Unit:    as in the contract
-- Source:  raw.subscriptions
-- Answers: which recurring amounts does a tenant pay?

select
    subscription_id,
    tenant_id,
    amount,
    interval_months,
    currency_code,
    from_date,
    to_date,
    status,
    kind,
    signed_date,
    term_end_date,
    renews_id,
    notice_date,
    end_reason

from raw.subscriptions

where seen_until_run_id is null and not is_deleted
