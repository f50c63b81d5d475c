-- Grain:   window_kind, grain, period_start_date, tenant_id, person_id, team_id?
-- Unit:    amounts in the workspace's currency a year; *_days are amounts, tenants or
--          parts of logos times days owned
-- Source:  retention_cohorts; loss_ownership; tenant_arr; retention_by_one_owner; run_settings
--          (retention_attribution)
-- Answers: how much of a tenant's opening, change and loss counts to each owner?

with

-- Under movement_owner an owner answers for the opening amount over the days owned, and for the
-- movements on those days; for losses soon after a takeover who had the tenant before may answer.
weights as (

    select
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        loss_ownership.person_id,
        loss_ownership.team_id,
        any_value(loss_ownership.location_id) as location_id,
        any_value(retention_cohorts.window_days) as window_days,
        any_value(retention_cohorts.opening_arr) as opening_arr,
        any_value(retention_cohorts.kept_arr) as kept_arr,
        any_value(retention_cohorts.tenant_count) as tenant_count,
        any_value(retention_cohorts.family_id) as family_id,
        any_value(retention_cohorts.logo_count) as logo_count,
        any_value(retention_cohorts.logo_count - retention_cohorts.kept_logo_count)
            as lost_logo_count,
        sum(
            loss_ownership.share * greatest(
                least(loss_ownership.to_date, retention_cohorts.window_end_date)
                - greatest(loss_ownership.from_date, retention_cohorts.window_start_date),
                0
            )::integer
        ) as owned_days

    from retention_cohorts

    inner join loss_ownership
        on retention_cohorts.tenant_id = loss_ownership.tenant_id
        and loss_ownership.from_date < retention_cohorts.window_end_date
        and greatest(loss_ownership.to_date, loss_ownership.loss_to_date)
        > retention_cohorts.window_start_date

    cross join run_settings

    where run_settings.retention_attribution = 'movement_owner'

    group by
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        loss_ownership.person_id,
        loss_ownership.team_id

),

movements as (

    select
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        loss_ownership.person_id,
        loss_ownership.team_id,
        sum(tenant_arr.arr_change * loss_ownership.share) filter (
            where tenant_arr.from_date <= retention_cohorts.change_through_date
        ) as change_arr,
        sum(greatest(-tenant_arr.arr_change, 0) * loss_ownership.share) filter (
            where tenant_arr.from_date <= retention_cohorts.loss_through_date
        ) as down_arr,
        sum(loss_ownership.share) filter (
            where tenant_arr.from_date = retention_cohorts.lost_date
        ) as lost_tenants

    from retention_cohorts

    inner join tenant_arr
        on retention_cohorts.tenant_id = tenant_arr.tenant_id
        and tenant_arr.from_date >= retention_cohorts.window_start_date
        and tenant_arr.from_date < retention_cohorts.window_end_date

    inner join loss_ownership
        on tenant_arr.tenant_id = loss_ownership.tenant_id
        and tenant_arr.from_date >= case
            when tenant_arr.arr_change < 0 then loss_ownership.loss_from_date
            else loss_ownership.from_date
        end
        and tenant_arr.from_date < case
            when tenant_arr.arr_change < 0 then loss_ownership.loss_to_date
            else loss_ownership.to_date
        end

    group by
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        loss_ownership.person_id,
        loss_ownership.team_id

),

by_movement as (

    select
        weights.window_kind,
        weights.grain,
        weights.period_start_date,
        weights.tenant_id,
        weights.person_id,
        weights.team_id,
        weights.location_id,
        weights.window_days,

        weights.opening_arr * weights.owned_days as opening_arr_days,
        weights.tenant_count * weights.owned_days as tenant_days,
        weights.family_id,
        weights.logo_count * weights.owned_days as logo_days,
        coalesce(movements.change_arr, 0) as change_arr,
        -- The loss of the tenant is split in proportion to the down movements under each owner.
        coalesce(
            (weights.opening_arr - weights.kept_arr) * movements.down_arr
            / nullif(
                sum(movements.down_arr) over (
                    partition by
                        weights.window_kind,
                        weights.grain,
                        weights.period_start_date,
                        weights.tenant_id
                ),
                0
            ),
            0
        )::decimal(38, 9) as lost_arr,
        -- What is lost of a logo is lost with the tenant, under whoever owned it on that day.
        coalesce(movements.lost_tenants, 0) * weights.lost_logo_count as lost_logos

    from weights

    left join movements
        on weights.window_kind = movements.window_kind
        and weights.grain = movements.grain
        and weights.period_start_date = movements.period_start_date
        and weights.tenant_id = movements.tenant_id
        and weights.person_id = movements.person_id
        and weights.team_id is not distinct from movements.team_id

),

final as (

    select * from by_movement
    union all by name
    select * from retention_by_one_owner

)

select * from final
