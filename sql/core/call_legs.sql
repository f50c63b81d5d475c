-- Grain:   source, call_id, leg_number
-- Unit:    durations in seconds; null: the source does not know, 0 is zero
-- Source:  one model for each kind of telephone source
-- Answers: which connections and queue visits was each call made of, in the same words for every
--          source?

with

-- A model that tells more of calls which another one describes numbers its legs from 1001.
legs as (

    select * from legs_3cx_file
    union all
    select * from legs_3cx_call_log
    union all
    select * from legs_3cx_segment
    union all
    select * from legs_asterisk_cdr
    union all
    select * from legs_asterisk_queue_log
    union all
    select * from legs_call_table
    union all
    select * from legs_cucm
    union all
    select * from legs_declared
    union all
    select * from legs_freeswitch_csv

),

final as (

    select
        legs.source,
        legs.call_id,
        legs.leg_number,
        legs.direction,
        legs.leg_kind,
        legs.visit_number,
        legs.queue_id,
        legs.agent_kind,
        legs.agent_value,
        legs.result,
        legs.end_reason,
        legs.is_transferred_out,
        legs.wait_seconds::decimal(15, 6) as wait_seconds,
        legs.talk_seconds::decimal(15, 6) as talk_seconds,
        legs.connected_seconds::decimal(15, 6) as connected_seconds,
        legs.hold_seconds::decimal(15, 6) as hold_seconds,
        legs.wrap_up_seconds::decimal(15, 6) as wrap_up_seconds,
        legs.party_hash,
        legs.started_at,
        legs.answered_at,
        legs.ended_at,
        legs.is_monitoring

    from legs

    cross join run_settings

    -- A start after the as-of is a wrong clock; it would count as fresh for ever.
    where legs.started_at <= run_settings.as_of_at + interval 1 hour

)

select * from final
