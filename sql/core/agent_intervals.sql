-- Grain:   person_id, kind, from_at, to_at
-- Unit:    half-open intervals of instants in UTC; parallel ones of one kind count once later
-- Source:  agent states through stg_agent_states; handles, internal_handles, offers; agent_shifts
-- Answers: from when to when was a person at which kind of work, scheduled, or present?
-- Kept as: nothing

with

states as (

    select
        stg_agent_states.source,
        stg_agent_states.agent_kind,
        lower(stg_agent_states.agent_value) as agent_value,
        stg_agent_states.queue_id,
        case
            when stg_agent_states.state in ('on_call', 'wrap_up') then 'on_call'
            when stg_agent_states.state in ('training', 'meeting') then 'project'
            when stg_agent_states.state in ('available', 'break', 'lunch', 'away')
                then stg_agent_states.state
        end as kind,
        stg_agent_states.started_at,
        stg_agent_states.ended_at

    from stg_agent_states

),

open_states as (

    select
        source,
        agent_kind,
        agent_value,
        queue_id,
        started_at

    from states

    where ended_at is null

),

-- A state without an end lasts until the agent's next one, even if that is no state of work,
-- such as signed out. Without a next one it lasts until now if it is younger than a day; else
-- somebody forgot to sign out, and nobody knows when.
closed_states as (

    select
        open_states.source,
        open_states.agent_kind,
        open_states.agent_value,
        open_states.queue_id,
        open_states.started_at,
        min(states.started_at) as next_at

    from open_states

    left join states
        on open_states.source = states.source
        and open_states.agent_kind = states.agent_kind
        and open_states.agent_value = states.agent_value
        and open_states.queue_id is not distinct from states.queue_id
        and open_states.started_at < states.started_at

    group by all

),

ended_states as (

    select
        states.source,
        states.agent_kind,
        states.agent_value,
        states.kind,
        states.started_at,
        case
            when states.ended_at is not null then states.ended_at
            when closed_states.next_at <= states.started_at + interval 24 hours
                then closed_states.next_at
            when run_settings.as_of_at <= states.started_at + interval 24 hours
                then run_settings.as_of_at
        end as ended_at

    from states

    cross join run_settings

    left join closed_states
        on states.source = closed_states.source
        and states.agent_kind = closed_states.agent_kind
        and states.agent_value = closed_states.agent_value
        and states.queue_id is not distinct from closed_states.queue_id
        and states.started_at = closed_states.started_at

    where states.kind is not null

),

-- Identities are dated in the workspace's days. A state of nobody known is counted in data_quality.
states_of_people as (

    select
        identities.person_id,
        ended_states.kind,
        ended_states.started_at as from_at,
        ended_states.ended_at as to_at

    from ended_states

    cross join run_settings

    inner join hour_offsets
        on time_bucket(interval 30 minutes, ended_states.started_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

    inner join identities
        on ended_states.agent_kind = identities.kind
        and ended_states.agent_value = identities.value
        and ended_states.source = identities.source
        and (ended_states.started_at + to_seconds(hour_offsets.offset_seconds))::date
        >= identities.valid_from_date
        and (ended_states.started_at + to_seconds(hour_offsets.offset_seconds))::date
        < identities.valid_to_date

),

-- Talk is the end of a connection, hold is what lies before it, wrap-up what comes after.
conversations as (

    select
        person_id,
        'talk' as kind,
        talk_seconds,
        coalesce(hold_seconds, 0) as hold_seconds,
        coalesce(wrap_up_seconds, 0) as wrap_up_seconds,
        coalesce(answered_at, started_at) as answered_at,
        ended_at

    from handles

    where talk_seconds is not null

    union all

    select
        person_id,
        'busy' as kind,
        coalesce(talk_seconds, connected_seconds) as talk_seconds,
        0 as hold_seconds,
        0 as wrap_up_seconds,
        coalesce(answered_at, started_at) as answered_at,
        ended_at

    from internal_handles

    where coalesce(talk_seconds, connected_seconds) is not null

),

-- What has no length, such as no hold, is left out below.
unbounded as (

    select
        person_id,
        kind,
        from_at,
        to_at

    from states_of_people

    union all

    select
        person_id,
        kind,
        greatest(answered_at, ended_at - to_seconds(talk_seconds)) as from_at,
        ended_at as to_at

    from conversations

    union all

    select
        person_id,
        'busy' as kind,
        greatest(answered_at, ended_at - to_seconds(talk_seconds + hold_seconds)) as from_at,
        ended_at - to_seconds(talk_seconds) as to_at

    from conversations

    union all

    select
        person_id,
        'busy' as kind,
        ended_at as from_at,
        ended_at + to_seconds(wrap_up_seconds) as to_at

    from conversations

    union all

    select
        offers.person_id,
        'busy' as kind,
        offers.started_at as from_at,
        coalesce(offers.answered_at, offers.ended_at) as to_at

    from offers

    cross join run_settings

    where run_settings.occupancy_ring = 'busy'

    union all

    -- Leave takes a shift out of what was scheduled; who comes all the same is present.
    select
        person_id,
        'scheduled' as kind,
        scheduled_start_at as from_at,
        scheduled_end_at as to_at

    from agent_shifts

    where leave_share = 0

    union all

    -- Who has not left yet is present until now.
    select
        agent_shifts.person_id,
        'present' as kind,
        agent_shifts.actual_start_at as from_at,
        case
            when agent_shifts.actual_end_at is not null then agent_shifts.actual_end_at
            when agent_shifts.scheduled_end_at > run_settings.as_of_at
                then run_settings.as_of_at
        end as to_at

    from agent_shifts

    cross join run_settings

),

final as (

    select
        unbounded.person_id,
        unbounded.kind,
        unbounded.from_at,
        least(unbounded.to_at, run_settings.as_of_at) as to_at

    from unbounded

    cross join run_settings

    where
        unbounded.to_at is not null
        and unbounded.from_at < least(unbounded.to_at, run_settings.as_of_at)
        and unbounded.person_id not like 'unassigned:%'

)

select * from final
