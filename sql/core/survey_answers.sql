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

-- A score counts to the agent who had the caller last.
final as (

    select
        handles.source,
        handles.call_id,
        arg_max_null(handles.person_id, handles.leg_number) as person_id,
        arg_max_null(handles.team_id, handles.leg_number) as team_id,
        arg_max_null(handles.location_id, handles.leg_number) as location_id,
        arg_max_null(handles.local_date, handles.leg_number) as local_date,
        any_value(scores.csat_score) as csat_score

    from scores

    inner join handles
        on scores.source = handles.source
        and scores.call_id = handles.call_id

    group by handles.source, handles.call_id

)

select * from final
