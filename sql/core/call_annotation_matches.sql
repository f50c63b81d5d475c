-- Grain:   annotation_id
-- Unit:    matched_by is id, time or null; local_date of the workspace
-- Source:  annotations through stg_call_annotations; calls; call_agents; identities
-- Answers: to which call does each annotation belong?

with

annotations as (

    select * from stg_call_annotations

),

workspace_days as (

    select
        hour_offsets.slot_at,
        hour_offsets.offset_seconds

    from hour_offsets

    inner join run_settings
        on hour_offsets.time_zone = run_settings.time_zone

),

matched_by_id as (

    select
        annotations.annotation_id,
        calls.source,
        calls.call_id,
        'id' as matched_by,
        calls.started_at

    from annotations

    inner join calls
        on annotations.source = calls.source
        and annotations.call_id = calls.call_id

),

-- Ten-second slots keep the joins below equalities; neighbours are looked at too.
left_over as (

    select
        annotations.annotation_id,
        annotations.source,
        identities.person_id,
        annotations.started_at,
        (epoch(annotations.started_at) + unnest([-10, 0, 10]))::bigint // 10 as slot_number

    from annotations

    inner join workspace_days
        on time_bucket(interval 30 minutes, annotations.started_at) = workspace_days.slot_at

    inner join identities
        on annotations.agent_kind = identities.kind
        and lower(annotations.agent_value) = identities.value
        and annotations.source = identities.source
        and (annotations.started_at + to_seconds(workspace_days.offset_seconds))::date
        >= identities.valid_from_date
        and (annotations.started_at + to_seconds(workspace_days.offset_seconds))::date
        < identities.valid_to_date

    anti join matched_by_id
        on annotations.annotation_id = matched_by_id.annotation_id

),

-- People write down when their phone rang, applications when the call came in.
candidates as (

    select
        left_over.annotation_id,
        call_agents.source,
        call_agents.call_id

    from left_over

    inner join call_agents
        on left_over.source = call_agents.source
        and left_over.person_id = call_agents.person_id
        and left_over.slot_number = epoch(call_agents.started_at)::bigint // 10

    where abs(date_diff('second', left_over.started_at, call_agents.started_at)) <= 5

    union

    select
        left_over.annotation_id,
        calls.source,
        calls.call_id

    from left_over

    inner join calls
        on left_over.source = calls.source
        and left_over.slot_number = epoch(calls.started_at)::bigint // 10

    semi join call_agents
        on calls.source = call_agents.source
        and calls.call_id = call_agents.call_id
        and left_over.person_id = call_agents.person_id

    where abs(date_diff('second', left_over.started_at, calls.started_at)) <= 5

),

-- Of two calls that it can be, nobody knows which it is.
matched_by_time as (

    select
        annotation_id,
        min(source) as source,
        min(call_id) as call_id,
        'time' as matched_by,
        null::timestamp as started_at

    from candidates

    group by annotation_id

    having count(*) = 1

),

matches as (

    select * from matched_by_id
    union all
    select * from matched_by_time

),

final as (

    select
        annotations.annotation_id,
        coalesce(matches.source, annotations.source) as source,
        matches.call_id,
        matches.matched_by,
        coalesce(
            (
                coalesce(annotations.started_at, matches.started_at)
                + to_seconds(workspace_days.offset_seconds)
            )::date,
            timezone(run_settings.time_zone, timezone('UTC', annotations.started_at))::date
        ) as local_date

    from annotations

    left join matches
        on annotations.annotation_id = matches.annotation_id

    cross join run_settings

    left join workspace_days
        on time_bucket(interval 30 minutes, coalesce(annotations.started_at, matches.started_at))
        = workspace_days.slot_at

)

select * from final
