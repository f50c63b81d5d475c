-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    scores, accounts and ARR, times the ownership share; *_count in accounts
-- Source:  scope_accounts; tenant_health; tenant_arr; periods; run_settings
-- Answers: how healthy were the accounts of a scope at a period's end, and what are they worth?

with

states as (

    select
        tenant_health.closing_date,
        tenant_health.tenant_id,
        tenant_health.score,
        tenant_health.band,
        tenant_health.health_source,
        coalesce(tenant_arr.arr_amount, 0) as arr_amount

    from tenant_health

    asof left join tenant_arr
        on tenant_health.tenant_id = tenant_arr.tenant_id
        and tenant_health.closing_date > tenant_arr.from_date

),

facts as (

    select
        accounts.scope_kind,
        accounts.scope_id,
        accounts.closing_date,
        -- Decimals, since sums of floating-point numbers depend on their order.
        accounts.share,
        (accounts.share * states.score)::decimal(18, 9) as exact_score,
        -- What an account counts for in the average.
        case
            when run_settings.health_average = 'arr_weighted'
                then accounts.share * states.arr_amount
            else accounts.share
        end as weight,
        states.score,
        states.band,
        states.health_source,
        accounts.share * states.arr_amount as arr_amount

    from scope_accounts as accounts

    inner join states
        on accounts.closing_date = states.closing_date
        and accounts.tenant_id = states.tenant_id

    cross join run_settings

),

by_scope as (

    select
        scope_kind,
        scope_id,
        closing_date,

        any_value(health_source) as health_source,
        sum(share)::double as account_share,
        coalesce(sum(share) filter (where score is not null), 0)::double as scored_share,
        sum(exact_score)::double as score_sum,
        sum((weight * score)::decimal(38, 9))::double as weighted_score_sum,
        coalesce(sum(weight) filter (where score is not null), 0)::double as scored_weight,
        count(*) as account_count,
        count(score) as scored_count,
        count(*) filter (where band = 'green') as green_count,
        count(*) filter (where band = 'yellow') as yellow_count,
        count(*) filter (where band = 'red') as red_count,
        sum(arr_amount)::double as arr_amount,
        coalesce(sum(arr_amount) filter (where band = 'green'), 0)::double as green_arr,
        coalesce(sum(arr_amount) filter (where band = 'yellow'), 0)::double as yellow_arr,
        coalesce(sum(arr_amount) filter (where band = 'red'), 0)::double as red_arr

    from facts

    group by scope_kind, scope_id, closing_date

),

final as (

    select
        by_scope.scope_kind,
        by_scope.scope_id,
        periods.grain,
        periods.period_start_date,

        by_scope.health_source,
        by_scope.account_share,
        by_scope.scored_share,
        by_scope.score_sum,
        by_scope.weighted_score_sum,
        by_scope.scored_weight,
        by_scope.account_count,
        by_scope.scored_count,
        by_scope.green_count,
        by_scope.yellow_count,
        by_scope.red_count,
        by_scope.arr_amount,
        by_scope.green_arr,
        by_scope.yellow_arr,
        by_scope.red_arr

    from by_scope

    inner join periods
        on by_scope.closing_date = periods.closing_date

    where
        periods.period_start_date < periods.closing_date
        and periods.has_states

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
