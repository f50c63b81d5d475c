-- Grain:   tenant_id, seen_from_run_id
-- Unit:    as in the contract; seen_from_at in UTC
-- Source:  raw.tenant_today, every version seen; raw.loads
-- Answers: what did a tenant pay and who looked after it, as each reading found it?

with

readings as (

    select
        run_id,
        min(loaded_at) as loaded_at

    from raw.loads

    where entity = 'tenant_today'

    group by run_id

)

select
    versions.tenant_id,
    versions.seen_from_run_id,
    readings.loaded_at as seen_from_at,
    case when versions.is_deleted then 0 else versions.arr_amount end as arr_amount,
    versions.currency_code,
    case when not versions.is_deleted then versions.owner_id end as owner_id,
    versions.is_deleted

from raw.tenant_today as versions

inner join readings
    on versions.seen_from_run_id = readings.run_id
