-- Grain:   window_kind, grain, period_start_date, tenant_id, person_id, team_id?
-- Unit:    amounts in the workspace's currency a year; *_days are amounts or logos times days owned
-- Source:  retention_cohorts; tenant_ownership; tenant_arr
-- Answers: how much of a tenant's opening, change and loss counts to each owner (movement_owner)?

with

-- An owner answers for the opening amount over the days owned, and for the movements on those days.
weights as (

    select
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        tenant_ownership.person_id,
        tenant_ownership.team_id,
        any_value(tenant_ownership.location_id) as location_id,
        any_value(retention_cohorts.window_days) as window_days,
        any_value(retention_cohorts.opening_arr) as opening_arr,
        any_value(retention_cohorts.closing_arr) as closing_arr,
        sum(
            tenant_ownership.share * (
                least(tenant_ownership.to_date, retention_cohorts.window_end_date)
                - greatest(tenant_ownership.from_date, retention_cohorts.window_start_date)
            )::integer
        ) as owned_days

    from retention_cohorts

    inner join tenant_ownership
        on retention_cohorts.tenant_id = tenant_ownership.tenant_id
        and tenant_ownership.from_date < retention_cohorts.window_end_date
        and tenant_ownership.to_date > retention_cohorts.window_start_date

    group by
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        tenant_ownership.person_id,
        tenant_ownership.team_id

),

movements as (

    select
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        tenant_ownership.person_id,
        tenant_ownership.team_id,
        sum(tenant_arr.arr_change * tenant_ownership.share) as change_arr,
        sum(greatest(-tenant_arr.arr_change, 0) * tenant_ownership.share) as down_arr,
        -- The movement after which nothing came back is the loss of the logo.
        sum(
            case
                when
                    tenant_arr.arr_amount = 0
                    and tenant_arr.to_date >= retention_cohorts.window_end_date
                    then tenant_ownership.share
                else 0
            end
        ) as lost_logos

    from retention_cohorts

    inner join tenant_arr
        on retention_cohorts.tenant_id = tenant_arr.tenant_id
        and tenant_arr.from_date >= retention_cohorts.window_start_date
        and tenant_arr.from_date < retention_cohorts.window_end_date

    inner join tenant_ownership
        on tenant_arr.tenant_id = tenant_ownership.tenant_id
        and tenant_arr.from_date >= tenant_ownership.from_date
        and tenant_arr.from_date < tenant_ownership.to_date

    group by
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        tenant_ownership.person_id,
        tenant_ownership.team_id

),

final as (

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
        weights.owned_days as logo_days,
        coalesce(movements.change_arr, 0) as change_arr,
        -- The loss of the tenant is split in proportion to the down movements under each owner.
        coalesce(
            greatest(weights.opening_arr - weights.closing_arr, 0) * movements.down_arr
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
        ) as lost_arr,
        coalesce(movements.lost_logos, 0) as lost_logos

    from weights

    left join movements
        on weights.window_kind = movements.window_kind
        and weights.grain = movements.grain
        and weights.period_start_date = movements.period_start_date
        and weights.tenant_id = movements.tenant_id
        and weights.person_id = movements.person_id
        and weights.team_id is not distinct from movements.team_id

)

select * from final
