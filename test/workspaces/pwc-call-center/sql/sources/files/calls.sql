-- Entity:  calls
-- Answers: one row a call; the times are local, without a zone

with

export as (

    select
        "Call Id" as call_id,
        "Agent" as agent,
        "Answered (Y/N)" = 'Y' as is_answered,
        "Speed of answer in seconds"::integer as wait_seconds,
        date_diff('second', time '00:00:00', "AvgTalkDuration"::time) as talk_seconds,
        timezone('UTC', timezone('Europe/Zurich', ("Date" || ' ' || "Time")::timestamp)) as started_at

    from read_csv(
        getvariable('folder') || '/Call_Center_Dataset.csv',
        header = true,
        all_varchar = true
    )

)

select
    'calls-export' as source,
    call_id,
    'inbound' as direction,
    'hotline' as queue_id,
    'display_name' as agent_kind,
    agent as agent_value,
    null as party_hash,
    null as party_masked,
    started_at,
    started_at + to_seconds(wait_seconds) as answered_at,
    started_at + to_seconds(coalesce(wait_seconds + talk_seconds, 0)) as ended_at,
    is_answered,
    wait_seconds,
    talk_seconds,
    null as hold_seconds,
    null as wrap_up_seconds,
    false as is_transferred

from export
