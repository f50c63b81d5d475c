-- Answers:    did the owners of a tenant have more than the whole of it in the last closed month's
--             twelve months? Their team would count its revenue twice.
-- On failure: hold

with

last_month as (

    select max(period_start_date) as period_start_date

    from periods

    where
        grain = 'month'
        and is_closed

),

overlapping as (

    select
        retention_by_owner.tenant_id,
        sum(retention_by_owner.tenant_days) as owned_days,
        any_value(retention_by_owner.window_days) as window_days

    from retention_by_owner

    inner join last_month
        on retention_by_owner.period_start_date = last_month.period_start_date

    where
        retention_by_owner.grain = 'month'
        and retention_by_owner.window_kind = 'trailing'

    group by retention_by_owner.tenant_id

    having sum(retention_by_owner.tenant_days) > any_value(retention_by_owner.window_days) + 0.5

)

select distinct
    'team' as scope_kind,
    tenant_ownership.team_id as scope_id,
    overlapping.tenant_id,
    overlapping.owned_days,
    overlapping.window_days

from overlapping

inner join tenant_ownership
    on overlapping.tenant_id = tenant_ownership.tenant_id

where tenant_ownership.team_id is not null
