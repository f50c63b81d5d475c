-- Grain:   tenant_id, lost_date
-- Unit:    lead_days in days from the first flag to the announcement; null: no flag
-- Source:  account_losses; risk_flags; health_spells
-- Answers: of a customer that left, how long before the loss was announced had it turned red?

with

-- A flag counts while it lasts, and up to 90 days after: one of last year is no warning.
flagged as (

    select
        account_losses.tenant_id,
        account_losses.lost_date,
        min(risk_flags.flagged_date) as flagged_date

    from account_losses

    inner join risk_flags
        on account_losses.tenant_id = risk_flags.tenant_id
        and account_losses.announced_date >= risk_flags.flagged_date
        and account_losses.announced_date < risk_flags.to_date + 90

    group by account_losses.tenant_id, account_losses.lost_date

),

final as (

    select
        account_losses.tenant_id,
        account_losses.lost_date,
        account_losses.announced_date,
        account_losses.arr_amount,
        flagged.flagged_date,
        account_losses.announced_date - flagged.flagged_date as lead_days,
        -- Green, yellow or red at the time or in the 90 days before: it could have been foreseen.
        exists (
            from health_spells
            where
                account_losses.tenant_id = health_spells.tenant_id
                and account_losses.announced_date >= health_spells.from_date
                and account_losses.announced_date < health_spells.to_date + 90
                and health_spells.health_band in ('green', 'yellow', 'red')
        ) as was_scored

    from account_losses

    left join flagged
        on account_losses.tenant_id = flagged.tenant_id
        and account_losses.lost_date = flagged.lost_date

)

select * from final
