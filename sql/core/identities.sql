-- Grain:   kind, value, source, valid_from_date
-- Unit:    local days of the workspace; valid_to_date is the first day after
-- Source:  identities, through stg_person_identities, spread over the sources they hold for
-- Answers: which person is behind an extension, address or name that a source wrote on a given day?

with

person_identities as (

    select * from stg_person_identities

),

sources as (

    select * from stg_sources

),

final as (

    select
        person_identities.kind,
        lower(person_identities.value) as value,
        sources.source,
        person_identities.person_id,

        person_identities.valid_from_date,
        coalesce(person_identities.valid_to_date, date '9999-12-31') as valid_to_date

    from person_identities

    inner join sources
        on person_identities.source in ('*', sources.source)

)

select * from final
