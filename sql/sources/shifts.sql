-- Entity:  shifts
-- Source:  Postgres tables agent_shifts, locations; scheduled times are the location's local ones
-- Answers: when was an agent to work and when did they, and what did the time go into?

select
    agent_shifts.id::text as shift_id,
    '3cx' as source,
    'email' as agent_kind,
    lower(agent_shifts.agent_email) as agent_value,
    locations.id as location_id,
    agent_shifts.shift_date,
    agent_shifts.shift_status as status,
    (agent_shifts.shift_date + agent_shifts.scheduled_start_time) at time zone locations.time_zone
        as scheduled_start_at,
    -- A shift that ends before it begins ends on the next day.
    (
        agent_shifts.shift_date
        + case
            when agent_shifts.scheduled_end_time <= agent_shifts.scheduled_start_time then 1
            else 0
        end
        + agent_shifts.scheduled_end_time
    ) at time zone locations.time_zone as scheduled_end_at,
    agent_shifts.actual_start_time as actual_start_at,
    agent_shifts.actual_end_time as actual_end_at,
    agent_shifts.total_break_time_minutes * 60 as break_seconds,
    agent_shifts.lunch_break_minutes * 60 as lunch_seconds,
    agent_shifts.training_time_minutes * 60 as training_seconds,
    agent_shifts.meeting_time_minutes * 60 as meeting_seconds,
    agent_shifts.total_available_time_seconds as available_seconds,
    agent_shifts.total_talk_time_seconds as talk_seconds,
    agent_shifts.total_after_call_work_seconds as wrap_up_seconds,
    agent_shifts.calls_handled as handled_count,
    agent_shifts.calls_missed as missed_count,
    agent_shifts.call_target,
    agent_shifts.appointment_target,
    agent_shifts.quality_target

from agent_shifts

inner join locations
    on agent_shifts.location = locations.name
