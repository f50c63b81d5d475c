-- Grain:   person_id
-- Unit:    one row a person, the unassigned ones of each source included
-- Source:  people, through stg_people; sources, through stg_sources
-- Answers: who can have a number?

with

sources as (

    select * from stg_sources

),

final as (

    select
        person_id,
        name,
        email,
        joined_date,
        left_date,
        false as is_unassigned

    from stg_people

    union all

    -- Work whose agent matches nobody belongs to a person of its own: counted, and seen.
    select
        'unassigned:' || sources.source as person_id,
        'Unassigned (' || sources.source || ')' as name,
        null as email,
        null as joined_date,
        null as left_date,
        true as is_unassigned

    from sources

    -- A database of telephone records says what it knows of a call; one of the company's does not.
    where
        sources.kind in ('cdr', 'files')
        or sources.has_call_ids is not null

)

select * from final
