-- Grain:   journal_id
-- Unit:    local_date is the day on which the journal was begun
-- Source:  journals through stg_journals; work_owners
-- Answers: whose is each journal, and how far is it on its way to approval?

with

entries as (

    select * from stg_journals

),

owners as (

    select * from work_owners where entity = 'journals'

),

final as (

    select
        entries.journal_id,
        owners.person_id,
        owners.team_id,
        owners.location_id,
        owners.local_date,
        entries.status,
        entries.is_complete,
        entries.is_commended,
        entries.tags,
        entries.review_score,
        entries.created_at,
        entries.submitted_at,
        entries.reviewed_at

    from entries

    inner join owners
        on entries.journal_id = owners.entity_id

    cross join run_settings

    where entries.created_at <= run_settings.as_of_at

)

select * from final
