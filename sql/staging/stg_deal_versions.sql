-- Grain:   deal_id, seen_from_run_id
-- Unit:    as in the contract; seen_from_at in UTC, null where no load says when
-- Source:  raw.deals, every version seen; raw.loads
-- Answers: what was known of an opportunity, as each reading found it?

with

readings as (

    select
        run_id,
        min(loaded_at) as loaded_at

    from raw.loads

    where entity = 'deals'

    group by run_id

)

select
    versions.deal_id,
    versions.seen_from_run_id,
    readings.loaded_at as seen_from_at,
    row_number() over (
        partition by versions.deal_id
        order by readings.loaded_at nulls first, versions.seen_from_run_id
    ) as version_number,
    versions.person_id,
    versions.lead_id,
    versions.lead_type,
    versions.stage_ratio,
    versions.status,
    versions.lost_reason,
    versions.amount,
    versions.currency_code,
    versions.opened_at,
    versions.closed_at,
    versions.expected_close_date,
    versions.touched_at,
    versions.is_deleted

from raw.deals as versions

left join readings
    on versions.seen_from_run_id = readings.run_id
