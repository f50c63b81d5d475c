-- Grain:   tenant_id, from_date
-- Unit:    as in the contract
-- Source:  raw.arr_history
-- Answers: what did a tenant pay a year, from which day on?

select
    tenant_id,
    from_date,
    arr_amount,
    currency_code,
    status

from raw.arr_history

where seen_until_run_id is null and not is_deleted
