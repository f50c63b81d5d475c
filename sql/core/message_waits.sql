-- Grain:   thread_id, message_id
-- Unit:    instants in UTC; answered_at null: nobody has answered yet
-- Source:  messages, through stg_messages
-- Answers: which messages from outside waited for an answer, and since when?

with

-- What nobody wrote is no reply, and what wants no answer starts no wait.
messages as (

    select
        stg_messages.thread_id,
        stg_messages.message_id,
        stg_messages.channel,
        stg_messages.direction,
        stg_messages.tenant_id,
        stg_messages.lead_id,
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
waits as (

    select
        thread_id,
        message_id,
        channel,
        direction,
        tenant_id,
        lead_id,
        person_id,
        sent_at as started_at,
        min(sent_at) filter (where direction = 'outbound') over later as answered_at,
        direction is distinct from lag(direction) over thread as is_first

    from messages

    window
        thread as (
            partition by thread_id
            order by sent_at, direction desc, message_id
        ),
        later as (
            partition by thread_id
            order by sent_at, direction desc, message_id
            rows between 1 following and unbounded following
        )

),

final as (

    select
        thread_id,
        message_id,
        channel,
        tenant_id,
        lead_id,
        person_id,
        started_at,
        answered_at

    from waits

    where direction = 'inbound' and is_first

)

select * from final
