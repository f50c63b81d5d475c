-- Grain:   entity, entity_id
-- Unit:    local_date is the day on which the follow-up is due; is_done null: not known
-- Source:  annotations and journals through staging; work_owners
-- Answers: which follow-ups were promised for which day, by whom, and were they done?

with

annotations as (

    select * from stg_call_annotations where is_follow_up_required

),

journals_due as (

    select * from stg_journals where is_follow_up_required

),

-- A journal that repeats what the call's annotation says promises nothing new.
promises as (

    select
        'call_annotations' as entity,
        annotation_id as entity_id,
        follow_up_due_date as due_date,
        follow_up_done_at as done_at,
        true as is_done_known

    from annotations

    union all

    select
        'journals' as entity,
        journals_due.journal_id as entity_id,
        journals_due.follow_up_due_date as due_date,
        null as done_at,
        false as is_done_known

    from journals_due

    anti join annotations
        on journals_due.annotation_id = annotations.annotation_id

    anti join annotations as annotations_of_calls
        on journals_due.source = annotations_of_calls.source
        and journals_due.call_id = annotations_of_calls.call_id

),

final as (

    select
        promises.entity,
        promises.entity_id,
        work_owners.person_id,
        work_owners.team_id,
        work_owners.location_id,
        promises.due_date as local_date,
        case when promises.is_done_known then promises.done_at is not null end as is_done,
        promises.is_done_known
        and promises.done_at is null
        and promises.due_date < run_settings.as_of_date as is_overdue,
        promises.done_at

    from promises

    inner join work_owners
        on promises.entity = work_owners.entity
        and promises.entity_id = work_owners.entity_id

    cross join run_settings

    where promises.due_date is not null

)

select * from final
