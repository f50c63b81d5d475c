-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null: the table does not know
-- Source:  call tables, through stg_calls; what they know, through call_sources
-- Answers: which legs does a row of a call table tell of?
-- Kept as: nothing

with

table_calls as (

    select * from stg_calls

),

-- A row has one agent. A call that somebody answered has one, known or not; of an unanswered call
-- it is the one whose phone rang.
calls_with_kinds as (

    select
        table_calls.source,
        table_calls.call_id,
        table_calls.direction,
        case
            when
                table_calls.queue_id is not null
                and (table_calls.is_answered or table_calls.agent_value is not null)
                then ['queue', 'agent']
            when table_calls.queue_id is not null then ['queue']
            when
                table_calls.is_answered
                or table_calls.agent_value is not null
                or table_calls.direction != 'inbound'
                then ['agent']
            else ['unknown']
        end as leg_kinds,
        table_calls.ended_at is null and table_calls.answered_at is not null as is_open,
        table_calls.is_answered,
        table_calls.queue_id,
        table_calls.agent_kind,
        table_calls.agent_value,
        table_calls.is_transferred,
        table_calls.wait_seconds,
        -- Hold is told once: talk that contains it is talk and hold.
        case
            when call_sources.has_hold_in_talk and table_calls.talk_seconds is not null
                then greatest(
                    table_calls.talk_seconds - coalesce(table_calls.hold_seconds, 0), 0
                )
            else table_calls.talk_seconds
        end as talk_seconds,
        table_calls.hold_seconds,
        table_calls.wrap_up_seconds,
        table_calls.party_hash,
        table_calls.started_at,
        table_calls.answered_at,
        table_calls.ended_at

    from table_calls

    left join call_sources
        on table_calls.source = call_sources.source

),

legs as (

    select
        source,
        call_id,
        generate_subscripts(leg_kinds, 1)::integer as leg_number,
        direction,
        unnest(leg_kinds) as leg_kind,
        is_open,
        is_answered,
        queue_id,
        agent_kind,
        agent_value,
        is_transferred,
        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        party_hash,
        started_at,
        answered_at,
        ended_at

    from calls_with_kinds

),

final as (

    select
        source,
        call_id,
        leg_number,
        direction,
        leg_kind,
        case when queue_id is not null then 1 end as visit_number,
        queue_id,
        case when leg_kind = 'agent' then agent_kind end as agent_kind,
        case when leg_kind = 'agent' then agent_value end as agent_value,
        case
            when is_open then 'open'
            when leg_kind = 'unknown' then 'reached'
            when is_answered then 'answered'
            when leg_kind = 'queue' then 'abandoned'
            else 'no_answer'
        end as result,
        null::varchar as end_reason,
        leg_kind = 'agent' and is_answered and coalesce(is_transferred, false)
            as is_transferred_out,
        case when leg_kind = 'queue' then wait_seconds end as wait_seconds,
        case when leg_kind = 'agent' and is_answered then talk_seconds end as talk_seconds,
        case
            when leg_kind = 'agent' and is_answered
                then coalesce(
                    talk_seconds + coalesce(hold_seconds, 0),
                    date_diff('second', answered_at, ended_at)
                )
        end::integer as connected_seconds,
        case when leg_kind = 'agent' and is_answered then hold_seconds end as hold_seconds,
        case when leg_kind = 'agent' and is_answered then wrap_up_seconds end as wrap_up_seconds,
        party_hash,
        started_at,
        case when is_answered then answered_at end as answered_at,
        ended_at,
        false as is_monitoring

    from legs

)

select * from final
