-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    user-days, qualifying events and sessions, times the ownership share of their day
-- Source:  use_by_owner; tenants
-- Answers: how much was each account used on the days on which a scope had it?
-- Kept as: view

with

parts as (

    select
        grain,
        period_start_date,
        day_count,
        tenant_id,
        health_band,
        user_days,
        event_count,
        session_count,
        unnest(
            ['organization', 'location', 'team', 'member', 'team_member', 'tenant']::scope_kind[]
        ) as scope_kind,
        unnest(['all', location_id, team_id, person_id, team_id || '/' || person_id, tenant_id])
            as scope_id

    from use_by_owner

),

sums as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        tenant_id,
        any_value(day_count) as day_count,
        any_value(health_band) as health_band,
        sum(user_days) as user_days,
        sum(event_count) as event_count,
        sum(session_count) as session_count

    from parts

    where scope_id is not null

    group by scope_kind, scope_id, grain, period_start_date, tenant_id

),

final as (

    select
        sums.scope_kind,
        sums.scope_id,
        sums.grain,
        sums.period_start_date,
        sums.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        sums.health_band,
        sums.day_count,
        sums.user_days,
        sums.event_count,
        sums.session_count

    from sums

    left join tenants
        on sums.tenant_id = tenants.tenant_id

)

select * from final
