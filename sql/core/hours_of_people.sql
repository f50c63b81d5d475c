-- Grain:   local_date, local_hour, person_id, team_id?
-- Unit:    seconds of an hour of the team's local day; up to 7,200 where the clocks go back
-- Source:  agent_moments; team_memberships; hour_offsets
-- Answers: into what did each person's time of an hour go, and for which team?
-- Kept as: nothing

with

workspace_days as (

    select
        hour_offsets.slot_at,
        (hour_offsets.slot_at + to_seconds(hour_offsets.offset_seconds))::date as workspace_date

    from hour_offsets

    inner join run_settings
        on hour_offsets.time_zone = run_settings.time_zone

),

hours_of_zones as (

    select
        time_zone,
        slot_at,
        (slot_at + to_seconds(offset_seconds))::date as local_date,
        hour(slot_at + to_seconds(offset_seconds))::integer as local_hour

    from hour_offsets

),

sums as (

    select
        agent_moments.person_id,
        team_memberships.team_id,
        hours_of_zones.local_date,
        hours_of_zones.local_hour,
        any_value(team_memberships.location_id) as location_id,
        bool_or(agent_moments.has_state) as has_state,
        bool_or(agent_moments.has_call_state) as has_call_state,
        sum(agent_moments.seconds) filter (where agent_moments.is_talking) as talk_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_busy) as busy_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_idle) as idle_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_staffed) as staffed_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_signed_in) as signed_in_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_present) as present_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_working) as worked_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_paid) as paid_seconds,
        sum(agent_moments.seconds) filter (where agent_moments.is_scheduled) as scheduled_seconds,
        sum(agent_moments.seconds) filter (
            where agent_moments.is_scheduled and agent_moments.is_signed_in
        ) as adherent_seconds,
        sum(agent_moments.seconds) filter (
            where agent_moments.is_scheduled and agent_moments.is_present
        ) as overlap_seconds

    from agent_moments

    inner join workspace_days
        on agent_moments.slot_at = workspace_days.slot_at

    left join team_memberships
        on agent_moments.person_id = team_memberships.person_id
        and workspace_days.workspace_date >= team_memberships.from_date
        and workspace_days.workspace_date < team_memberships.to_date

    cross join run_settings

    inner join hours_of_zones
        on agent_moments.slot_at = hours_of_zones.slot_at
        and coalesce(team_memberships.time_zone, run_settings.time_zone) = hours_of_zones.time_zone

    group by
        agent_moments.person_id,
        team_memberships.team_id,
        hours_of_zones.local_date,
        hours_of_zones.local_hour

),

final as (

    select
        person_id,
        team_id,
        location_id,
        local_date,
        local_hour,
        has_state,
        has_call_state,
        coalesce(talk_seconds, 0)::integer as talk_seconds,
        coalesce(busy_seconds, 0)::integer as busy_seconds,
        coalesce(idle_seconds, 0)::integer as idle_seconds,
        coalesce(staffed_seconds, 0)::integer as staffed_seconds,
        coalesce(signed_in_seconds, 0)::integer as signed_in_seconds,
        coalesce(present_seconds, 0)::integer as present_seconds,
        coalesce(worked_seconds, 0)::integer as worked_seconds,
        coalesce(paid_seconds, 0)::integer as paid_seconds,
        coalesce(scheduled_seconds, 0)::integer as scheduled_seconds,
        coalesce(adherent_seconds, 0)::integer as adherent_seconds,
        coalesce(overlap_seconds, 0)::integer as overlap_seconds

    from sums

)

select * from final
