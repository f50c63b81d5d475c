-- Grain:   tenant_id, person_id, from_date
-- Unit:    share from 0 to 1; to_date is the first day after
-- Source:  owner_spans; team_memberships
-- Answers: to which person, in which team, does a tenant's revenue of a given day count?

with

owners as (

    select * from owner_spans where from_date < coalesce(to_date, date '9999-12-31')

),

-- A tenant that loses its owner stays with the last one until somebody takes it; otherwise churned
-- tenants, which are often unassigned, would leave their owner's numbers.
owned as (

    select
        owners.tenant_id,
        owners.person_id,
        owners.share,
        owners.from_date,
        case
            when owners.to_date is null then date '9999-12-31'
            when exists (
                from owners as others
                where
                    others.tenant_id = owners.tenant_id
                    and others.from_date <= owners.to_date
                    and coalesce(others.to_date, date '9999-12-31') > owners.to_date
            ) then owners.to_date
            else coalesce(
                (
                    select min(others.from_date)

                    from owners as others

                    where
                        others.tenant_id = owners.tenant_id
                        and others.from_date >= owners.to_date
                ),
                date '9999-12-31'
            )
        end as to_date

    from owners

),

memberships as (

    select
        person_id,
        team_id,
        location_id,
        from_date,
        coalesce(
            lead(from_date) over (partition by person_id order by from_date),
            date '9999-12-31'
        ) as to_date,
        row_number() over (partition by person_id order by from_date) = 1 as is_first

    from team_memberships

),

final as (

    select
        owned.tenant_id,
        owned.person_id,
        memberships.team_id,
        memberships.location_id,
        owned.share,

        greatest(
            owned.from_date,
            case when memberships.is_first then owned.from_date else memberships.from_date end,
            date '0001-01-01'
        ) as from_date,
        least(owned.to_date, coalesce(memberships.to_date, date '9999-12-31')) as to_date

    from owned

    left join memberships
        on owned.person_id = memberships.person_id

)

select * from final where from_date < to_date
