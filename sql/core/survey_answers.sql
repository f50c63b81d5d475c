-- Grain:   source, call_id
-- Unit:    csat_score from 1 to 5
-- Source:  call_annotation_matches; handles
-- Answers: which satisfaction score did a caller give, and to whom does it count?

with

-- Two annotations of one call: the first by id counts.
scores as (

    select
        source,
        call_id,
        arg_min(csat_score, annotation_id) as csat_score

    from call_annotation_matches

    where
        call_id is not null
        and csat_score between 1 and 5

    group by source, call_id

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

    inner join handles
        on scores.source = handles.source
        and scores.call_id = handles.call_id

    where handles.is_last

)

select * from final
