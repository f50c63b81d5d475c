-- Grain:   tenant_id, flagged_date
-- Unit:    closing dates: red from flagged_date on, until to_date
-- Source:  health_bands; account_losses
-- Answers: when did a customer turn red, and was its loss announced in the 90 days after?

with

followed as (

    select
        tenant_id,
        from_date,
        health_band,
        coalesce(
            lead(from_date) over (partition by tenant_id order by from_date),
            date '9999-12-31'
        ) as to_date

    from health_bands

),

final as (

    select
        followed.tenant_id,
        followed.from_date as flagged_date,
        any_value(followed.to_date) as to_date,
        coalesce(
            bool_or(account_losses.announced_date between followed.from_date
                and followed.from_date + 89),
            false
        ) as is_followed,
        -- Who turns red once the loss is announced is flagged too late to be told anything.
        coalesce(bool_or(account_losses.announced_date < followed.from_date), false)
            as is_too_late

    from followed

    left join account_losses
        on followed.tenant_id = account_losses.tenant_id
        and followed.from_date <= account_losses.lost_date

    where followed.health_band = 'red'

    group by followed.tenant_id, followed.from_date

)

select * from final
