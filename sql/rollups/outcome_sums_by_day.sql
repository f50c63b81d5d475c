-- Grain:   local_date, end_date, location_id?, team_id?, person_id?
-- Unit:    counts; end_date is the first day after
-- Source:  answered_calls
-- Answers: how many calls of a local day were to end in an appointment, and how many did?

with

facts as (

    select
        local_date,
        local_date + 1 as end_date,
        location_id,
        team_id,
        person_id,
        1 as answered_count,
        is_appointment_known::integer as base_known_count,
        is_appointment_call::integer as appointment_call_count,
        (is_appointment_call and appointment_count > 0)::integer as booked_call_count,
        (appointment_count is not null)::integer as appointment_known_count,
        appointment_count

    from answered_calls

    where is_service_call

),

final as (

    select
        local_date,
        end_date,
        location_id,
        team_id,
        person_id,

        sum(answered_count)::bigint as answered_count,
        coalesce(sum(base_known_count), 0)::bigint as base_known_count,
        coalesce(sum(appointment_call_count), 0)::bigint as appointment_call_count,
        coalesce(sum(booked_call_count), 0)::bigint as booked_call_count,
        sum(appointment_known_count)::bigint as appointment_known_count,
        coalesce(sum(appointment_count), 0)::bigint as appointment_count

    from facts

    group by local_date, end_date, location_id, team_id, person_id

)

select * from final
