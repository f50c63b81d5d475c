-- Grain:   source, call_id
-- Unit:    csat_score from 1 to 5
-- Source:  call_annotation_matches; handles
-- Answers: which satisfaction score did a caller give, and to whom does it count?

with

-- Of several scores for one call the latest counts; of those of one instant the greatest id.
scores as (

    select
        source,
        call_id,
        arg_max(
            csat_score,
            (coalesce(started_at, timestamp '1970-01-01'), annotation_id)
        ) as csat_score

    from call_annotation_matches

    where
        call_id is not null
        and csat_score between 1 and 5

    group by source, call_id

),

last_handles as (

    select
        handles.source,
        handles.call_id,
        max(handles.leg_number) as leg_number

    from handles

    semi join scores
        on handles.source = scores.source
        and handles.call_id = scores.call_id

    group by handles.source, handles.call_id

),

-- A score counts to the agent who had the caller last.
final as (

    select
        scores.source,
        scores.call_id,
        handles.person_id,
        handles.team_id,
        handles.location_id,
        handles.local_date,
        scores.csat_score

    from scores

    inner join last_handles
        on scores.source = last_handles.source
        and scores.call_id = last_handles.call_id

    inner join handles
        on last_handles.source = handles.source
        and last_handles.call_id = handles.call_id
        and last_handles.leg_number = handles.leg_number

)

select * from final
