-- Grain:   scope_kind, scope_id, grain, period_start_date, tenant_id
-- Unit:    scores from 0 to 100; arr_amount of the whole account a year; share: the scope's part;
--          weight: what the account counts for in the average
-- Source:  accounts_by_scope; tenant_health; tenant_arr; run_settings
-- Answers: how healthy was each active account of a scope when a period closed, by which score, and
--          what is it worth?
-- Kept as: view

with

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
        tenant_health.band as health_band,
        accounts.share,

        tenant_health.score,
        tenant_health.health_source,
        tenant_health.own_score,
        tenant_health.own_coverage,
        tenant_health.own_overrides::varchar as own_overrides,
        tenant_health.external_score,
        tenant_health.external_scored_date,
        coalesce(tenant_arr.arr_amount, 0) as arr_amount,
        case
            when run_settings.health_average = 'arr_weighted'
                then accounts.share * coalesce(tenant_arr.arr_amount, 0)
            else accounts.share
        end as weight

    from accounts_by_scope as accounts

    inner join tenant_health
        on accounts.closing_date = tenant_health.closing_date
        and accounts.tenant_id = tenant_health.tenant_id

    cross join run_settings

    asof left join tenant_arr
        on accounts.tenant_id = tenant_arr.tenant_id
        and accounts.closing_date > tenant_arr.from_date

)

select * from final
