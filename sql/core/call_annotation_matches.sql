-- Grain:   annotation_id
-- Unit:    csat_score from 1 to 5; matched_by is id, time or null
-- Source:  annotations through stg_call_annotations; calls; handles
-- Answers: to which call does each annotation belong?

with

annotations as (

    select * from stg_call_annotations

),

matched_by_id as (

    select
        annotations.annotation_id,
        calls.source,
        calls.call_id,
        'id' as matched_by

    from annotations

    inner join calls
        on annotations.source = calls.source
        and annotations.call_id = calls.call_id

),

-- Whose address it was on that day is settled by whose call it can have been.
left_over as (

    select
        annotations.annotation_id,
        annotations.source,
        identities.person_id,
        annotations.started_at,
        unnest([-10, 0, 10]) as shift_seconds

    from annotations

    inner join identities
        on annotations.agent_kind = identities.kind
        and lower(annotations.agent_value) = identities.value
        and annotations.source = identities.source

    anti join matched_by_id
        on annotations.annotation_id = matched_by_id.annotation_id

),

-- Ten-second slots keep the join an equality; neighbours are looked at too.
candidates as (

    select
        left_over.annotation_id,
        call_agents.source,
        call_agents.call_id

    from left_over

    inner join call_agents
        on left_over.source = call_agents.source
        and left_over.person_id = call_agents.person_id
        and (epoch(left_over.started_at) + left_over.shift_seconds)::bigint // 10
        = epoch(call_agents.started_at)::bigint // 10

    where abs(date_diff('second', left_over.started_at, call_agents.started_at)) <= 5

),

matched_by_time as (

    select
        annotation_id,
        min(source) as source,
        min(call_id) as call_id,
        'time' as matched_by

    from candidates

    group by annotation_id

    having count(distinct call_id) = 1

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
        annotations.call_type,
        annotations.outcome,
        annotations.csat_score

    from annotations

    left join matches
        on annotations.annotation_id = matches.annotation_id

)

select * from final
