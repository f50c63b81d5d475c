-- Entity:  person_identities
-- Source:  Postgres tables users, user_extensions, team_members, telephone_systems
-- Answers: which person is behind a user id, address or extension on a given day?

with

people as (

    select * from users

),

extensions as (

    select * from user_extensions

),

-- Where nobody filled in a hire date, the day on which the account was made stands in for it.
employments as (

    select
        people.id::text as person_id,
        people.email,
        coalesce(people.hired_on, (people.created_at at time zone 'UTC')::date) as hired_on

    from people

),

-- An id and an address stay a person's own after the person has left; an extension does not.
final as (

    select
        'user_id' as kind,
        employments.person_id as value,
        '*' as source,
        employments.person_id,
        employments.hired_on as valid_from_date,
        null::date as valid_to_date

    from employments

    union all

    select
        'email' as kind,
        lower(employments.email) as value,
        '*' as source,
        employments.person_id,
        employments.hired_on as valid_from_date,
        null::date as valid_to_date

    from employments

    union all

    select
        'extension' as kind,
        extensions.extension as value,
        '3cx' as source,
        extensions.user_id::text as person_id,
        extensions.valid_from as valid_from_date,
        extensions.valid_to as valid_to_date

    from extensions

    union all

    -- The same telephones on a team's own system, of all who have been in that team with them.
    select distinct
        'extension' as kind,
        extensions.extension as value,
        telephone_systems.name as source,
        extensions.user_id::text as person_id,
        extensions.valid_from as valid_from_date,
        extensions.valid_to as valid_to_date

    from extensions

    inner join team_members
        on extensions.user_id = team_members.user_id
        and extensions.valid_from < coalesce(team_members.valid_to, 'infinity')
        and team_members.valid_from < coalesce(extensions.valid_to, 'infinity')

    inner join telephone_systems
        on team_members.team_id = telephone_systems.team_id

)

select * from final
