-- Grain:   source, call_id
-- Unit:    scores as in the contract; null: not recorded, which is not the same as no
-- Source:  annotations through stg_call_annotations; call_annotation_matches; journals through
--          stg_journals
-- Answers: what do all annotations of a call say together, and was the call written up?
-- Kept as: nothing

with

matched as (

    select
        call_annotation_matches.source,
        call_annotation_matches.call_id,
        stg_call_annotations.annotation_id,
        (
            coalesce(stg_call_annotations.started_at, timestamp '1970-01-01'),
            stg_call_annotations.annotation_id
        ) as recency,
        stg_call_annotations.call_type,
        case
            when stg_call_annotations.csat_score between 1 and 5
                then stg_call_annotations.csat_score
        end as csat_score,
        stg_call_annotations.quality_score,
        stg_call_annotations.appointment_count,
        stg_call_annotations.is_first_call_resolved,
        stg_call_annotations.is_resolved_in_survey,
        stg_call_annotations.is_escalated,
        stg_call_annotations.is_complaint,
        stg_call_annotations.is_recorded,
        stg_call_annotations.is_recording_reviewed,
        lower(nullif(trim(stg_call_annotations.outcome), '')) as outcome,
        lower(nullif(trim(stg_call_annotations.audited_outcome), '')) as audited_outcome

    from call_annotation_matches

    inner join stg_call_annotations
        on call_annotation_matches.annotation_id = stg_call_annotations.annotation_id

    where call_annotation_matches.call_id is not null

),

annotated_often as (

    select
        source,
        call_id

    from matched

    group by source, call_id

    having count(*) > 1

),

-- Of several annotations the latest that says something of it counts, for each thing by itself:
-- `arg_max` passes over nulls. Few calls have several: to merge these alone takes half as long as
-- to merge all.
merged as (

    select
        matched.source,
        matched.call_id,
        arg_max(call_type, recency) as call_type,
        arg_max(csat_score, recency) as csat_score,
        arg_max(quality_score, recency) as quality_score,
        arg_max(appointment_count, recency) as appointment_count,
        arg_max(is_first_call_resolved, recency) as is_first_call_resolved,
        arg_max(is_resolved_in_survey, recency) as is_resolved_in_survey,
        arg_max(is_escalated, recency) as is_escalated,
        arg_max(is_complaint, recency) as is_complaint,
        arg_max(is_recorded, recency) as is_recorded,
        arg_max(is_recording_reviewed, recency) as is_recording_reviewed,
        arg_max(outcome, recency) as outcome,
        arg_max(audited_outcome, recency) as audited_outcome

    from matched

    semi join annotated_often
        on matched.source = annotated_often.source
        and matched.call_id = annotated_often.call_id

    group by matched.source, matched.call_id

    union all by name

    select
        matched.source,
        matched.call_id,
        matched.call_type,
        matched.csat_score,
        matched.quality_score,
        matched.appointment_count,
        matched.is_first_call_resolved,
        matched.is_resolved_in_survey,
        matched.is_escalated,
        matched.is_complaint,
        matched.is_recorded,
        matched.is_recording_reviewed,
        matched.outcome,
        matched.audited_outcome

    from matched

    anti join annotated_often
        on matched.source = annotated_often.source
        and matched.call_id = annotated_often.call_id

),

-- A journal names its call, or the annotation that names it.
written_up as (

    select distinct
        coalesce(call_annotation_matches.source, stg_journals.source) as source,
        coalesce(call_annotation_matches.call_id, stg_journals.call_id) as call_id

    from stg_journals

    left join call_annotation_matches
        on stg_journals.annotation_id = call_annotation_matches.annotation_id
        and call_annotation_matches.call_id is not null

    where coalesce(call_annotation_matches.call_id, stg_journals.call_id) is not null

),

final as (

    select
        coalesce(merged.source, written_up.source) as source,
        coalesce(merged.call_id, written_up.call_id) as call_id,
        merged.call_id is not null as is_annotated,
        written_up.call_id is not null as has_journal,

        merged.call_type,
        merged.csat_score,
        merged.quality_score,
        merged.appointment_count,
        merged.is_first_call_resolved,
        merged.is_resolved_in_survey,
        merged.is_escalated,
        merged.is_complaint,
        merged.is_recorded,
        merged.is_recording_reviewed,

        -- What an audit found and nobody had logged was not logged right.
        case
            when merged.audited_outcome is not null
                then coalesce(merged.outcome = merged.audited_outcome, false)
        end as is_logged_right

    from merged

    full join written_up
        on merged.source = written_up.source
        and merged.call_id = written_up.call_id

)

select * from final
