-- Grain:   tenant_id, flagged_date
-- Unit:    closing dates: red from flagged_date on, until to_date
-- Source:  health_spells; account_losses
-- Answers: when did a customer turn red, and was its loss announced in the 90 days after?

with

final as (

    select
        health_spells.tenant_id,
        health_spells.from_date as flagged_date,
        any_value(health_spells.to_date) as to_date,
        coalesce(
            bool_or(
                account_losses.announced_date >= health_spells.from_date
                and account_losses.announced_date < health_spells.from_date + 90
            ),
            false
        ) as is_followed,
        -- Who turns red once the loss is announced is flagged too late to be told anything.
        coalesce(bool_or(account_losses.announced_date < health_spells.from_date), false)
            as is_too_late

    from health_spells

    left join account_losses
        on health_spells.tenant_id = account_losses.tenant_id
        and health_spells.from_date <= account_losses.lost_date

    where health_spells.health_band = 'red'

    group by health_spells.tenant_id, health_spells.from_date

)

select * from final
