-- Grain:   tenant_id, contact_date
-- Unit:    local days of the team that was in contact
-- Source:  touches; message_runs
-- Answers: on which days were a tenant and one of our people in contact, both ways?

with

both_ways as (

    select
        tenant_id,
        local_date as contact_date

    from touches

    where is_two_way

    union

    -- A message that a person answered went both ways, on the day of the answer.
    select
        message_runs.tenant_id,
        (message_runs.answered_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0)))::date
            as contact_date

    from message_runs

    cross join run_settings

    left join stg_locations
        on message_runs.location_id = stg_locations.location_id

    left join hour_offsets
        on time_bucket(interval 30 minutes, message_runs.answered_at) = hour_offsets.slot_at
        and coalesce(stg_locations.time_zone, run_settings.time_zone) = hour_offsets.time_zone

    where message_runs.answered_at is not null

),

final as (

    select
        tenant_id,
        contact_date

    from both_ways

)

select * from final
