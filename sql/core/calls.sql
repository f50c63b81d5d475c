-- Grain:   source, call_id
-- Unit:    one row a logical call; instants in UTC
-- Source:  call_legs
-- Answers: what became of each call, seen from the caller?

with

facts as (

    select
        source,
        call_id,
        min(direction) as direction,
        arg_min(queue_id, leg_number) filter (where leg_kind = 'queue') as queue_id,
        arg_min(party_hash, leg_number) as party_hash,
        min(started_at) as started_at,
        max(started_at) as last_leg_started_at,
        min(answered_at) filter (where leg_kind = 'agent' and result = 'answered') as answered_at,
        max(ended_at) as ended_at,

        bool_or(result = 'open') as is_open,
        bool_or(is_transferred_out) as is_transferred,
        bool_or(
            leg_kind = 'agent' and result = 'answered'
            and coalesce(talk_seconds > 0, connected_seconds > 0, true)
        ) as has_conversation,
        bool_or(leg_kind = 'voicemail' or (leg_kind = 'queue' and result = 'voicemail'))
            as has_voicemail,
        bool_or(leg_kind = 'callback' or (leg_kind = 'queue' and result = 'callback'))
            as has_callback,
        bool_or(leg_kind = 'external') as has_external,
        bool_or(leg_kind = 'ivr') as has_ivr,
        bool_or(
            leg_kind = 'unknown'
            or (leg_kind = 'agent' and result in ('no_answer', 'rejected', 'cancelled', 'answered'))
        ) as has_ringing,
        bool_or(result = 'busy') as has_busy,
        count(*) filter (where leg_kind = 'queue')::integer as visit_count,
        count(*) filter (where leg_kind = 'agent' and result = 'answered')::integer
            as conversation_count,
        coalesce(max(visit_number) filter (where leg_kind = 'queue' and result = 'flow_out'), 0)
            as last_flow_out_number,
        coalesce(max(visit_number) filter (where leg_kind = 'queue' and result = 'abandoned'), 0)
            as last_abandon_number

    from call_legs

    where not is_monitoring

    group by source, call_id

),

-- The first rule that fits wins. For a caller sent on from queue to queue the last one counts.
final as (

    select
        facts.source,
        facts.call_id,
        facts.direction,
        facts.queue_id,
        case
            when facts.is_open then 'open'
            when facts.has_conversation then 'answered_human'
            when facts.has_voicemail then 'voicemail'
            when facts.has_callback then 'callback_requested'
            when facts.has_external and facts.direction != 'outbound' then 'diverted_external'
            when facts.last_flow_out_number > facts.last_abandon_number then 'flow_out'
            when facts.last_abandon_number > 0 then 'abandoned_queue'
            when facts.has_ivr and facts.direction = 'inbound' then 'abandoned_ivr'
            when facts.has_ringing and facts.direction = 'inbound' then 'abandoned_ringing'
            when facts.has_busy then 'busy'
            else 'failed'
        end as outcome,
        facts.is_transferred,
        facts.is_open,
        facts.is_open and facts.started_at < run_settings.as_of_at - interval 6 hours as is_stuck,
        facts.visit_count,
        facts.conversation_count,
        facts.party_hash,
        facts.started_at,
        facts.last_leg_started_at,
        facts.answered_at,
        case when not facts.is_open then facts.ended_at end as ended_at

    from facts

    cross join run_settings

)

select * from final
