-- Grain:   source, call_id
-- Unit:    is_human false: a machine or a fax answered
-- Source:  annotations through stg_call_annotations; call_annotation_matches
-- Answers: did the platform hear a human or a machine answer the call?

with

final as (

    select
        call_annotation_matches.source,
        call_annotation_matches.call_id,
        bool_or(stg_call_annotations.answered_by = 'human') as is_human

    from call_annotation_matches

    inner join stg_call_annotations
        on call_annotation_matches.annotation_id = stg_call_annotations.annotation_id

    where
        call_annotation_matches.call_id is not null
        and stg_call_annotations.answered_by is not null

    group by call_annotation_matches.source, call_annotation_matches.call_id

)

select * from final
