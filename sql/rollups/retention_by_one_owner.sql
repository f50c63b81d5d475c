-- Grain:   window_kind, grain, period_start_date, tenant_id, person_id, team_id?
-- Unit:    amounts in the workspace's currency a year; *_days are amounts, tenants or
--          parts of logos times days
-- Source:  retention_cohorts; tenant_ownership; run_settings (retention_attribution)
-- Answers: how much of a tenant's opening, change and loss counts to whoever owned it at the start
--          of the window, or at its end? No rows under movement_owner.

with

-- The owner of the state just before anything that takes effect on that day; under movement_owner
-- there is no such day.
ends as (

    select
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        case run_settings.retention_attribution
            when 'opening_owner' then any_value(retention_cohorts.window_start_date)
            when 'closing_owner' then any_value(retention_cohorts.window_end_date)
        end as owned_date

    from retention_cohorts

    cross join run_settings

    group by
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        run_settings.retention_attribution

),

owners as (

    select
        ends.window_kind,
        ends.grain,
        ends.period_start_date,
        tenant_ownership.tenant_id,
        tenant_ownership.person_id,
        tenant_ownership.team_id,
        any_value(tenant_ownership.location_id) as location_id,
        sum(tenant_ownership.share) as share

    from ends

    inner join tenant_ownership
        on tenant_ownership.from_date < ends.owned_date
        and tenant_ownership.to_date >= ends.owned_date

    group by all

),

final as (

    select
        retention_cohorts.window_kind,
        retention_cohorts.grain,
        retention_cohorts.period_start_date,
        retention_cohorts.tenant_id,
        owners.person_id,
        owners.team_id,
        owners.location_id,
        retention_cohorts.window_days,

        retention_cohorts.opening_arr * owners.share * retention_cohorts.window_days
            as opening_arr_days,
        retention_cohorts.tenant_count * owners.share * retention_cohorts.window_days
            as tenant_days,
        retention_cohorts.family_id,
        retention_cohorts.logo_count * owners.share * retention_cohorts.window_days as logo_days,
        (retention_cohorts.retained_arr - retention_cohorts.opening_arr) * owners.share
            as change_arr,
        (retention_cohorts.opening_arr - retention_cohorts.kept_arr) * owners.share as lost_arr,
        (retention_cohorts.logo_count - retention_cohorts.kept_logo_count) * owners.share
            as lost_logos

    from retention_cohorts

    inner join owners
        on retention_cohorts.window_kind = owners.window_kind
        and retention_cohorts.grain = owners.grain
        and retention_cohorts.period_start_date = owners.period_start_date
        and retention_cohorts.tenant_id = owners.tenant_id

)

select * from final
