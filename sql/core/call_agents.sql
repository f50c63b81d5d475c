-- Grain:   source, call_id, agent_number
-- Unit:    one row for each person a call reached or rang at, and for the one who placed it
-- Source:  calls; identities; team_memberships; queues through stg_queues
-- Answers: who handled, missed or placed each call, in which team, on which local day?

with

queues as (

    select * from stg_queues

),

sources as (

    select * from stg_sources

),

-- A call that was handed over has several internal hops besides the queue, and each handled it.
-- A forwarded or picked-up call rang elsewhere first, and only the last hop handled it.
transferred_hops as (

    select
        calls.source,
        calls.call_id,
        unnest(calls.chain_extensions) as agent_value,
        generate_subscripts(calls.chain_extensions, 1) as hop_number

    from calls

    where
        calls.direction = 'inbound'
        and calls.outcome = 'answered_human'
        and calls.is_replaced
        and len(calls.chain_extensions) - (calls.queue_id is not null)::integer > 1

),

transferred_agents as (

    select
        transferred_hops.source,
        transferred_hops.call_id,
        transferred_hops.agent_value,
        row_number() over (
            partition by transferred_hops.source, transferred_hops.call_id
            order by max(transferred_hops.hop_number)
        ) as agent_number,
        count(*) over (
            partition by transferred_hops.source, transferred_hops.call_id
        ) as agent_count

    from transferred_hops

    anti join queues
        on transferred_hops.source = queues.source
        and transferred_hops.agent_value = queues.queue_id

    group by transferred_hops.source, transferred_hops.call_id, transferred_hops.agent_value

),

agents as (

    select
        calls.source,
        calls.call_id,
        coalesce(transferred_agents.agent_number, 1) as agent_number,
        case
            when calls.direction = 'outbound' then 'placed'
            when calls.outcome = 'answered_human' then 'handled'
            else 'missed'
        end as agent_role,
        calls.agent_kind,
        lower(coalesce(transferred_agents.agent_value, calls.agent_value)) as agent_value,
        coalesce(transferred_agents.agent_count, 1) as agent_count,
        calls.direction,
        calls.queue_id,
        calls.outcome,
        calls.talk_seconds,
        calls.connected_seconds,
        calls.hold_seconds,
        calls.wrap_up_seconds,
        calls.started_at

    from calls

    inner join sources
        on calls.source = sources.source

    left join transferred_agents
        on calls.source = transferred_agents.source
        and calls.call_id = transferred_agents.call_id

    where
        calls.direction in ('inbound', 'outbound')
        and calls.outcome != 'open'
        and calls.agent_value is not null
        -- A queue call that nobody took is no person's, unless the source says whose phone rang.
        and (
            calls.outcome = 'answered_human'
            or calls.queue_id is null
            or sources.has_offers
        )

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

with_people as (

    select
        agents.source,
        agents.call_id,
        agents.agent_number,
        agents.agent_count,
        agents.agent_role,
        coalesce(identities.person_id, 'unassigned:' || agents.source) as person_id,
        agents.direction,
        agents.queue_id,
        agents.outcome,
        (agents.started_at + to_seconds(workspace_days.offset_seconds))::date as workspace_date,
        agents.talk_seconds,
        agents.connected_seconds,
        agents.hold_seconds,
        agents.wrap_up_seconds,
        agents.started_at

    from agents

    inner join workspace_days
        on time_bucket(interval 30 minutes, agents.started_at) = workspace_days.slot_at

    left join identities
        on agents.agent_kind = identities.kind
        and agents.agent_value = identities.value
        and agents.source = identities.source
        and (agents.started_at + to_seconds(workspace_days.offset_seconds))::date
        >= identities.valid_from_date
        and (agents.started_at + to_seconds(workspace_days.offset_seconds))::date
        < identities.valid_to_date

),

final as (

    select
        with_people.source,
        with_people.call_id,
        with_people.agent_number,
        with_people.agent_count,
        with_people.agent_role,
        with_people.person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        with_people.direction,
        with_people.queue_id,
        with_people.outcome,
        (
            with_people.started_at
            + to_seconds(coalesce(team_offsets.offset_seconds, 0))
        )::date as local_date,

        with_people.talk_seconds,
        with_people.connected_seconds,
        with_people.hold_seconds,
        with_people.wrap_up_seconds,
        with_people.started_at

    from with_people

    left join team_memberships
        on with_people.person_id = team_memberships.person_id
        and with_people.workspace_date >= team_memberships.from_date
        and with_people.workspace_date < team_memberships.to_date

    cross join run_settings

    left join hour_offsets as team_offsets
        on time_bucket(interval 30 minutes, with_people.started_at) = team_offsets.slot_at
        and coalesce(team_memberships.time_zone, run_settings.time_zone) = team_offsets.time_zone

)

select * from final
