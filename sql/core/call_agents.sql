-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null where the source does not know them
-- Source:  call_legs; calls; identities; team_memberships
-- Answers: whose phone rang, who talked, who placed each call, in which team, on which local day
--          and in which local hour?

with

-- An open call counts nowhere until its end is seen.
open_calls as (

    select
        source,
        call_id

    from calls

    where is_open

),

-- Work counts to the day on which its call or its queue visit began. Only where a leg began in a
-- later quarter of an hour can that be another day than the leg's own.
long_calls as (

    select
        source,
        call_id,
        started_at

    from calls

    where
        time_bucket(interval 15 minutes, started_at)
        != time_bucket(interval 15 minutes, last_leg_started_at)

),

long_visits as (

    select
        call_legs.source,
        call_legs.call_id,
        call_legs.visit_number,
        call_legs.started_at

    from call_legs

    semi join long_calls
        on call_legs.source = long_calls.source
        and call_legs.call_id = long_calls.call_id

    where
        call_legs.leg_kind = 'queue'
        and not call_legs.is_monitoring

),

agent_legs as (

    select
        call_legs.source,
        call_legs.call_id,
        call_legs.leg_number,
        call_legs.visit_number,
        call_legs.direction,
        call_legs.queue_id,
        call_legs.agent_kind,
        lower(call_legs.agent_value) as agent_value,
        call_legs.result,
        call_legs.is_transferred_out,
        call_legs.talk_seconds,
        call_legs.connected_seconds,
        call_legs.hold_seconds,
        call_legs.wrap_up_seconds,
        coalesce(long_visits.started_at, long_calls.started_at, call_legs.started_at)
            as counted_at,
        call_legs.started_at,
        call_legs.answered_at,
        call_legs.ended_at

    from call_legs

    anti join open_calls
        on call_legs.source = open_calls.source
        and call_legs.call_id = open_calls.call_id

    left join long_calls
        on call_legs.source = long_calls.source
        and call_legs.call_id = long_calls.call_id

    left join long_visits
        on call_legs.source = long_visits.source
        and call_legs.call_id = long_visits.call_id
        and call_legs.visit_number = long_visits.visit_number

    where
        call_legs.leg_kind = 'agent'
        and not call_legs.is_monitoring

),

-- Identities and memberships are dated in the workspace's days.
workspace_days as (

    select
        hour_offsets.slot_at,
        hour_offsets.offset_seconds

    from hour_offsets

    inner join run_settings
        on hour_offsets.time_zone = run_settings.time_zone

),

dated_legs as (

    select
        agent_legs.source,
        agent_legs.call_id,
        agent_legs.leg_number,
        agent_legs.visit_number,
        agent_legs.direction,
        agent_legs.queue_id,
        agent_legs.agent_kind,
        agent_legs.agent_value,
        agent_legs.result,
        agent_legs.is_transferred_out,
        (agent_legs.counted_at + to_seconds(workspace_days.offset_seconds))::date as workspace_date,
        agent_legs.talk_seconds,
        agent_legs.connected_seconds,
        agent_legs.hold_seconds,
        agent_legs.wrap_up_seconds,
        agent_legs.counted_at,
        agent_legs.started_at,
        agent_legs.answered_at,
        agent_legs.ended_at

    from agent_legs

    inner join workspace_days
        on time_bucket(interval 30 minutes, agent_legs.counted_at) = workspace_days.slot_at

),

placed_legs as (

    select
        dated_legs.source,
        dated_legs.call_id,
        dated_legs.leg_number,
        dated_legs.visit_number,
        coalesce(identities.person_id, 'unassigned:' || dated_legs.source) as person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        dated_legs.direction,
        dated_legs.queue_id,
        dated_legs.result,
        dated_legs.is_transferred_out,
        dated_legs.counted_at + to_seconds(team_offsets.offset_seconds) as local_at,
        dated_legs.talk_seconds,
        dated_legs.connected_seconds,
        dated_legs.hold_seconds,
        dated_legs.wrap_up_seconds,
        dated_legs.started_at,
        dated_legs.answered_at,
        dated_legs.ended_at

    from dated_legs

    left join identities
        on dated_legs.agent_kind = identities.kind
        and dated_legs.agent_value = identities.value
        and dated_legs.source = identities.source
        and dated_legs.workspace_date >= identities.valid_from_date
        and dated_legs.workspace_date < identities.valid_to_date

    left join team_memberships
        on identities.person_id = team_memberships.person_id
        and dated_legs.workspace_date >= team_memberships.from_date
        and dated_legs.workspace_date < team_memberships.to_date

    cross join run_settings

    inner join hour_offsets as team_offsets
        on time_bucket(interval 30 minutes, dated_legs.counted_at) = team_offsets.slot_at
        and coalesce(team_memberships.time_zone, run_settings.time_zone) = team_offsets.time_zone

),

final as (

    select
        source,
        call_id,
        leg_number,
        visit_number,
        person_id,
        team_id,
        location_id,
        direction,
        queue_id,
        result,
        is_transferred_out,
        local_at::date as local_date,
        hour(local_at)::utinyint as local_hour,

        talk_seconds,
        connected_seconds,
        hold_seconds,
        wrap_up_seconds,
        started_at,
        answered_at,
        ended_at

    from placed_legs

)

select * from final
