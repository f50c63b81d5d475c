-- Grain:   person_id, local_date
-- Unit:    seconds
-- Source:  agent_shifts; stg_locations; hour_offsets
-- Answers: how long was a person's lunch on a day, and how long breaks, training and meetings, as
--          the shifts tell?
-- Kept as: nothing

with

shifts as (

    select
        agent_shifts.person_id,
        agent_shifts.local_date,
        coalesce(stg_locations.time_zone, run_settings.time_zone) as time_zone,
        agent_shifts.lunch_seconds is not null
        and agent_shifts.break_seconds is not null as is_recorded,
        coalesce(agent_shifts.lunch_seconds, 0)::bigint as lunch_seconds,
        coalesce(agent_shifts.break_seconds, 0)::bigint
        + coalesce(agent_shifts.training_seconds, 0)
        + coalesce(agent_shifts.meeting_seconds, 0) as off_queue_seconds,
        agent_shifts.actual_start_at,
        agent_shifts.actual_end_at

    from agent_shifts

    cross join run_settings

    left join stg_locations
        on agent_shifts.location_id = stg_locations.location_id

    where agent_shifts.actual_start_at < agent_shifts.actual_end_at

),

local_days as (

    select
        time_zone,
        (slot_at + to_seconds(offset_seconds))::date as local_date,
        min(slot_at) as begins_at,
        max(slot_at) + interval 30 minutes as ends_at

    from hour_offsets

    group by all

),

-- The pauses of a shift over midnight count to its days by the time that was worked on each.
parts as (

    select
        shifts.person_id,
        local_days.local_date,
        shifts.is_recorded,
        shifts.lunch_seconds,
        shifts.off_queue_seconds,
        date_diff('second', shifts.actual_start_at, shifts.actual_end_at) as whole_seconds,
        date_diff(
            'second',
            shifts.actual_start_at,
            greatest(shifts.actual_start_at, local_days.begins_at)
        ) as from_seconds,
        date_diff(
            'second', shifts.actual_start_at, least(shifts.actual_end_at, local_days.ends_at)
        ) as to_seconds

    from shifts

    inner join local_days
        on shifts.time_zone = local_days.time_zone
        and local_days.local_date between shifts.local_date - 1 and shifts.local_date + 2
        and shifts.actual_start_at < local_days.ends_at
        and shifts.actual_end_at > local_days.begins_at

),

final as (

    select
        person_id,
        local_date,
        bool_and(is_recorded) as is_recorded,
        sum(
            lunch_seconds * to_seconds // nullif(whole_seconds, 0)
            - lunch_seconds * from_seconds // nullif(whole_seconds, 0)
        )::bigint as lunch_seconds,
        sum(
            off_queue_seconds * to_seconds // nullif(whole_seconds, 0)
            - off_queue_seconds * from_seconds // nullif(whole_seconds, 0)
        )::bigint as off_queue_seconds

    from parts

    group by person_id, local_date

)

select * from final
