-- Grain:   thread_id, message_id
-- Unit:    instants in UTC; answered_at null: nobody has answered yet
-- Source:  message_waits; tenant_ownership; hour_offsets; tenant_successors
-- Answers: which messages of customers waited for an answer, since when, and whose were they?

with

dated as (

    select
        message_waits.thread_id,
        message_waits.message_id,
        message_waits.channel,
        -- A merged tenant is its successor on all days.
        coalesce(tenant_successors.successor_id, message_waits.tenant_id) as tenant_id,
        message_waits.person_id,
        message_waits.started_at,
        message_waits.answered_at,
        (message_waits.started_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0)))::date
            as local_date

    from message_waits

    cross join run_settings

    left join hour_offsets
        on time_bucket(interval 30 minutes, message_waits.started_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

    left join tenant_successors
        on message_waits.tenant_id = tenant_successors.tenant_id

    where message_waits.tenant_id is not null

),

-- One wait has one owner: the co-owner it was written to, else the one with the largest share.
owned as (

    select
        dated.thread_id,
        dated.message_id,
        dated.channel,
        dated.tenant_id,
        dated.started_at,
        dated.answered_at,
        dated.local_date,
        tenant_ownership.person_id,
        tenant_ownership.team_id,
        tenant_ownership.location_id

    from dated

    left join tenant_ownership
        on dated.tenant_id = tenant_ownership.tenant_id
        and dated.local_date >= tenant_ownership.from_date
        and dated.local_date < tenant_ownership.to_date

    qualify
        row_number() over (
            partition by dated.message_id
            order by
                coalesce(tenant_ownership.person_id = dated.person_id, false) desc,
                tenant_ownership.share desc,
                tenant_ownership.person_id
        ) = 1

),

final as (

    select
        owned.thread_id,
        owned.message_id,
        owned.channel,
        owned.tenant_id,
        owned.person_id,
        owned.team_id,
        owned.location_id,
        -- Work belongs to the local day of the team that does it.
        coalesce(
            (owned.started_at + to_seconds(hour_offsets.offset_seconds))::date,
            owned.local_date
        ) as local_date,
        owned.started_at,
        owned.answered_at

    from owned

    left join stg_locations
        on owned.location_id = stg_locations.location_id

    left join hour_offsets
        on time_bucket(interval 30 minutes, owned.started_at) = hour_offsets.slot_at
        and stg_locations.time_zone = hour_offsets.time_zone

)

select * from final
