-- Grain:   contract_id, person_id?, team_id?
-- Unit:    arr_amount in the workspace's currency a year, the whole contract's; share from 0 to 1
-- Source:  contract_terms; tenant_ownership; tenants and people; tenant_health; run_settings
-- Answers: which contracts are up for renewal in the 90 days from the as-of, or overdue within the
--          days of grace, who owns them, and how well are the customers?

with

due as (

    select
        contract_terms.contract_id,
        contract_terms.tenant_id,
        contract_terms.term_end_date,
        (contract_terms.term_end_date - run_settings.as_of_date)::integer as days_left,
        contract_terms.arr_amount,
        contract_terms.status,
        run_settings.as_of_date

    from contract_terms

    cross join run_settings

    where
        contract_terms.status = 'pending'
        or (
            contract_terms.status != 'lost'
            and contract_terms.from_date <= run_settings.as_of_date
            and contract_terms.term_end_date >= run_settings.as_of_date
            and contract_terms.term_end_date < run_settings.as_of_date + 90
        )

),

latest_health as (

    select
        tenant_health.tenant_id,
        tenant_health.score,
        tenant_health.band,
        tenant_health.external_score,
        tenant_health.external_scored_date

    from tenant_health

    cross join run_settings

    where tenant_health.closing_date <= run_settings.as_of_date

    qualify
        row_number() over (
            partition by tenant_health.tenant_id
            order by tenant_health.closing_date desc
        ) = 1

),

final as (

    select
        due.contract_id,
        due.tenant_id,
        tenants.name as tenant_name,
        due.term_end_date,
        due.days_left,
        due.arr_amount,
        due.status,

        tenant_ownership.person_id,
        people.name as owner_name,
        tenant_ownership.team_id,
        tenant_ownership.location_id,
        tenant_ownership.share,

        -- The score that counts, and the latest one of another system.
        latest_health.score as health_score,
        latest_health.band as health_band,
        latest_health.external_score,
        latest_health.external_scored_date

    from due

    left join tenants
        on due.tenant_id = tenants.tenant_id

    left join tenant_ownership
        on due.tenant_id = tenant_ownership.tenant_id
        and due.as_of_date >= tenant_ownership.from_date
        and due.as_of_date < tenant_ownership.to_date

    left join people
        on tenant_ownership.person_id = people.person_id

    left join latest_health
        on due.tenant_id = latest_health.tenant_id

)

select * from final

order by term_end_date, contract_id, person_id
