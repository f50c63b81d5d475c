-- Grain:   tenant_id, person_id, from_date
-- Unit:    share from 0 to 1; to_date and loss_to_date are the first day after
-- Source:  owner_spans; team_memberships; run_settings (takeover_grace_days)
-- Answers: to which person, in which team, does a tenant's revenue of a given day count, and a loss
--          of that day?

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

dated as (

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

),

-- A new team of the same owner, with the same share, is no takeover.
sided as (

    select
        tenant_id,
        person_id,
        team_id,
        location_id,
        share,
        from_date,
        to_date,
        coalesce(lag(to_date) over same_owner = from_date, false) as goes_on_before,
        coalesce(lead(from_date) over same_owner = to_date, false) as goes_on_after,
        min(from_date) over (partition by tenant_id) as first_date

    from dated

    where from_date < to_date

    window same_owner as (partition by tenant_id, person_id, share order by from_date)

),

-- The last day on which a loss still counts for the owner before.
graced as (

    select
        sided.tenant_id,
        sided.person_id,
        sided.team_id,
        sided.location_id,
        sided.share,
        sided.from_date,
        sided.to_date,
        sided.goes_on_after,
        run_settings.takeover_grace_days,
        max(
            case
                when not sided.goes_on_before and sided.from_date > sided.first_date
                    then sided.from_date + run_settings.takeover_grace_days
                when not sided.goes_on_before then sided.from_date
            end
        ) over (
            partition by sided.tenant_id, sided.person_id, sided.share order by sided.from_date
        ) as answers_from_date

    from sided

    cross join run_settings

),

-- For losses every takeover is as many days later, so that on each day somebody answers for them.
final as (

    select
        tenant_id,
        person_id,
        team_id,
        location_id,
        share,
        from_date,
        to_date,
        greatest(from_date, answers_from_date) as loss_from_date,
        case
            when to_date = date '9999-12-31' then to_date
            when goes_on_after then greatest(to_date, answers_from_date)
            else to_date + takeover_grace_days
        end as loss_to_date

    from graced

)

select * from final
