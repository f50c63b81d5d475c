-- Grain:   thread_id, message_id
-- Unit:    instants in UTC; answered_at null: nobody has answered yet
-- Source:  messages, through stg_messages; tenant_ownership; hour_offsets
-- Answers: which messages of customers waited for an answer, since when, and whose were they?

with

-- What nobody wrote is no reply, and what wants no answer starts no wait.
messages as (

    select
        stg_messages.thread_id,
        stg_messages.message_id,
        stg_messages.channel,
        stg_messages.direction,
        stg_messages.tenant_id,
        stg_messages.person_id,
        stg_messages.sent_at

    from stg_messages

    cross join run_settings

    where
        stg_messages.sent_at <= run_settings.as_of_at
        and not stg_messages.is_automatic
        and (stg_messages.direction = 'outbound' or coalesce(stg_messages.needs_answer, true))

),

-- Several messages on end count once, from the first. What we wrote in the same second as they did
-- is no reply to it.
turns as (

    select
        thread_id,
        message_id,
        channel,
        direction,
        tenant_id,
        person_id,
        sent_at

    from messages

    qualify
        direction is distinct from lag(direction) over (
            partition by thread_id
            order by sent_at, direction desc, message_id
        )

),

waits as (

    select
        thread_id,
        message_id,
        channel,
        direction,
        tenant_id,
        person_id,
        sent_at as started_at,
        lead(sent_at) over (
            partition by thread_id
            order by sent_at, direction desc, message_id
        ) as answered_at

    from turns

),

dated as (

    select
        waits.thread_id,
        waits.message_id,
        waits.channel,
        waits.tenant_id,
        waits.person_id,
        waits.started_at,
        waits.answered_at,
        (waits.started_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0)))::date
            as local_date

    from waits

    cross join run_settings

    left join hour_offsets
        on time_bucket(interval 30 minutes, waits.started_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

    where
        waits.direction = 'inbound'
        and waits.tenant_id is not null

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
