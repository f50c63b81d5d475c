-- Grain:   local_date, local_hour, person_id, team_id?
-- Unit:    seconds of an hour of the team's local day; up to 7,200 where the clocks go back
-- Source:  agent_half_hours; team_memberships; hour_offsets
-- Answers: into what did each person's time of an hour go, and for which team?
-- Kept as: nothing

with

half_hours as (

    select
        agent_half_hours.person_id,
        agent_half_hours.slot_at,
        (agent_half_hours.slot_at + to_seconds(hour_offsets.offset_seconds))::date
            as workspace_date,
        agent_half_hours.has_state,
        agent_half_hours.has_call_state,
        agent_half_hours.talk_seconds,
        agent_half_hours.busy_seconds,
        agent_half_hours.idle_seconds,
        agent_half_hours.staffed_seconds,
        agent_half_hours.signed_in_seconds,
        agent_half_hours.present_seconds,
        agent_half_hours.worked_seconds,
        agent_half_hours.paid_seconds,
        agent_half_hours.scheduled_seconds,
        agent_half_hours.adherent_seconds,
        agent_half_hours.overlap_seconds

    from agent_half_hours

    cross join run_settings

    inner join hour_offsets
        on agent_half_hours.slot_at = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

),

final as (

    select
        half_hours.person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        (half_hours.slot_at + to_seconds(hour_offsets.offset_seconds))::date as local_date,
        hour(half_hours.slot_at + to_seconds(hour_offsets.offset_seconds))::integer as local_hour,
        bool_or(half_hours.has_state) as has_state,
        bool_or(half_hours.has_call_state) as has_call_state,
        sum(half_hours.talk_seconds)::integer as talk_seconds,
        sum(half_hours.busy_seconds)::integer as busy_seconds,
        sum(half_hours.idle_seconds)::integer as idle_seconds,
        sum(half_hours.staffed_seconds)::integer as staffed_seconds,
        sum(half_hours.signed_in_seconds)::integer as signed_in_seconds,
        sum(half_hours.present_seconds)::integer as present_seconds,
        sum(half_hours.worked_seconds)::integer as worked_seconds,
        sum(half_hours.paid_seconds)::integer as paid_seconds,
        sum(half_hours.scheduled_seconds)::integer as scheduled_seconds,
        sum(half_hours.adherent_seconds)::integer as adherent_seconds,
        sum(half_hours.overlap_seconds)::integer as overlap_seconds

    from half_hours

    left join team_memberships
        on half_hours.person_id = team_memberships.person_id
        and half_hours.workspace_date >= team_memberships.from_date
        and half_hours.workspace_date < team_memberships.to_date

    cross join run_settings

    inner join hour_offsets
        on half_hours.slot_at = hour_offsets.slot_at
        and coalesce(team_memberships.time_zone, run_settings.time_zone) = hour_offsets.time_zone

    group by all

)

select * from final
