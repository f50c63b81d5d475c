-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    users, user-days of 28 days, seats and features of the whole account; share: the
--          scope's part of it
-- Source:  accounts_by_scope; rollup_usage; scope_accounts
-- Answers: how did each active account of a scope use the product?
-- Kept as: view

with

-- A tenant's own row of the roll-up holds the shares of all its owners, mostly one whole. One over
-- them makes the account's numbers whole.
whole_accounts as (

    select
        closing_date,
        tenant_id,
        1 / nullif(share::double, 0) as of_whole

    from scope_accounts

    where scope_kind = 'tenant'

),

final as (

    select
        accounts.scope_kind,
        accounts.scope_id,
        accounts.grain,
        accounts.period_start_date,
        accounts.tenant_id,
        accounts.tenant_name,
        accounts.segment,
        accounts.industry,
        accounts.health_band,
        accounts.share,

        usage_of_tenant.has_month,
        usage_of_tenant.week_active_count * whole_accounts.of_whole as week_active_count,
        usage_of_tenant.month_active_count * whole_accounts.of_whole as month_active_count,
        usage_of_tenant.user_days_28 * whole_accounts.of_whole as user_days_28,
        usage_of_tenant.seat_count * whole_accounts.of_whole as seat_count,
        usage_of_tenant.feature_count * whole_accounts.of_whole as feature_count,
        usage_of_tenant.plan_feature_count * whole_accounts.of_whole as plan_feature_count,
        usage_of_tenant.days_since_active * whole_accounts.of_whole as days_since_active

    from accounts_by_scope as accounts

    inner join rollup_usage as usage_of_tenant
        on usage_of_tenant.scope_kind = 'tenant'
        and accounts.tenant_id = usage_of_tenant.scope_id
        and accounts.grain = usage_of_tenant.grain
        and accounts.period_start_date = usage_of_tenant.period_start_date

    inner join whole_accounts
        on accounts.closing_date = whole_accounts.closing_date
        and accounts.tenant_id = whole_accounts.tenant_id

)

select * from final
