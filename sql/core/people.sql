-- Grain:   person_id
-- Unit:    one row a person, the unassigned ones of each source included
-- Source:  people and sources, through staging; sales_moments
-- Answers: who can have a number?

with

-- Leads, deals and points of nobody known.
unassigned_sellers as (

    select person_id

    from sales_moments

    where starts_with(person_id, 'unassigned:')

),

sources as (

    select * from stg_sources

),

unassigned as (

    select 'unassigned:' || sources.source as person_id

    from sources

    -- A database of telephone records says what it knows of a call; one of the company's does not.
    where
        sources.kind in ('cdr', 'files')
        or sources.has_call_ids is not null

    union

    select person_id from unassigned_sellers

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
        person_id,
        'Unassigned (' || substr(person_id, 12) || ')' as name,
        null as email,
        null as joined_date,
        null as left_date,
        true as is_unassigned

    from unassigned

)

select * from final
