-- Grain:   entity, entity_id
-- Unit:    local_date is the day on which the follow-up is due; is_done null: not known
-- Source:  annotations and journals through staging; call_annotation_matches; work_owners
-- Answers: which follow-ups were promised for which day, by whom, and were they done?

with

-- The call of an annotation is the one it was matched to, else the one it names.
annotated as (

    select
        stg_call_annotations.annotation_id,
        stg_call_annotations.source,
        coalesce(call_annotation_matches.call_id, stg_call_annotations.call_id) as call_id,
        stg_call_annotations.is_follow_up_required,
        stg_call_annotations.follow_up_due_date,
        stg_call_annotations.follow_up_done_at,
        stg_call_annotations.started_at

    from stg_call_annotations

    inner join call_annotation_matches
        on stg_call_annotations.annotation_id = call_annotation_matches.annotation_id

),

annotations as (

    select * from annotated where is_follow_up_required

),

-- A journal names its call, or the annotation that has it.
journals_due as (

    select
        stg_journals.journal_id,
        stg_journals.annotation_id,
        coalesce(annotated.source, stg_journals.source) as source,
        coalesce(annotated.call_id, stg_journals.call_id) as call_id,
        stg_journals.follow_up_due_date,
        stg_journals.created_at

    from stg_journals

    left join annotated
        on stg_journals.annotation_id = annotated.annotation_id
        and annotated.call_id is not null

    where stg_journals.is_follow_up_required

),

-- A journal that repeats what the call's annotation says promises nothing new.
promises as (

    select
        'call_annotations' as entity,
        annotation_id as entity_id,
        source,
        call_id,
        follow_up_due_date as due_date,
        follow_up_done_at as done_at,
        true as is_done_known,
        started_at as written_at

    from annotations

    union all

    select
        'journals' as entity,
        journals_due.journal_id as entity_id,
        journals_due.source,
        journals_due.call_id,
        journals_due.follow_up_due_date as due_date,
        null as done_at,
        false as is_done_known,
        journals_due.created_at as written_at

    from journals_due

    anti join annotations
        on journals_due.annotation_id = annotations.annotation_id

    anti join annotations as annotations_of_calls
        on journals_due.source = annotations_of_calls.source
        and journals_due.call_id = annotations_of_calls.call_id

),

-- What is written of one call for one day several times is one promise: done where one of them says
-- so, else the latest.
kept_once as (

    select
        entity,
        entity_id,
        due_date,
        done_at,
        is_done_known

    from promises

    where due_date is not null

    qualify
        row_number() over (
            partition by
                source, call_id, case when call_id is null then entity || entity_id end, due_date
            order by done_at is null, written_at desc nulls last, entity_id desc
        ) = 1

),

final as (

    select
        kept_once.entity,
        kept_once.entity_id,
        work_owners.person_id,
        work_owners.team_id,
        work_owners.location_id,
        kept_once.due_date as local_date,
        case when kept_once.is_done_known then kept_once.done_at is not null end as is_done,
        kept_once.is_done_known
        and kept_once.done_at is null
        and kept_once.due_date < run_settings.as_of_date as is_overdue,
        kept_once.done_at

    from kept_once

    inner join work_owners
        on kept_once.entity = work_owners.entity
        and kept_once.entity_id = work_owners.entity_id

    cross join run_settings

)

select * from final
