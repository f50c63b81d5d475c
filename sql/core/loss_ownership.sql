-- Grain:   tenant_id, person_id, from_date
-- Unit:    share from 0 to 1; to_date and loss_to_date are the first day after
-- Source:  tenant_ownership; run_settings (takeover_grace_days, retention_attribution)
-- Answers: over which days does a tenant's revenue count to each owner, and over which its losses?

with

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

    from tenant_ownership

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
        case run_settings.retention_attribution
            when 'movement_owner' then run_settings.takeover_grace_days
            else 0
        end as grace_days,
        max(
            case
                when not sided.goes_on_before and sided.from_date > sided.first_date
                    then sided.from_date + grace_days
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
            else to_date + grace_days
        end as loss_to_date

    from graced

)

select * from final
