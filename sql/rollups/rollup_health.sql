-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    scores, accounts and ARR, times the ownership share; *_count in accounts
-- Source:  accounts_at_closing; tenant_health; tenant_arr; periods
-- Answers: how healthy were the accounts of a scope at a period's end, and what are they worth?

with

facts as (

    select
        accounts_at_closing.closing_date,
        accounts_at_closing.location_id,
        accounts_at_closing.team_id,
        accounts_at_closing.person_id,
        accounts_at_closing.tenant_id,
        -- Decimals, since sums of floating-point numbers depend on their order.
        accounts_at_closing.share::decimal(18, 9) as exact_share,
        (accounts_at_closing.share * tenant_health.score)::decimal(18, 9) as exact_score,
        tenant_health.score,
        tenant_health.band,
        tenant_health.health_source,
        accounts_at_closing.share * coalesce(tenant_arr.arr_amount, 0) as arr_amount

    from accounts_at_closing

    inner join tenant_health
        on accounts_at_closing.closing_date = tenant_health.closing_date
        and accounts_at_closing.tenant_id = tenant_health.tenant_id

    asof left join tenant_arr
        on accounts_at_closing.tenant_id = tenant_arr.tenant_id
        and accounts_at_closing.closing_date > tenant_arr.from_date

),

by_scope as (

    select
        closing_date,
        location_id,
        team_id,
        person_id,
        tenant_id,
        grouping(location_id, team_id, person_id, tenant_id) as grouping_bits,

        any_value(health_source) as health_source,
        sum(exact_share)::double as account_share,
        coalesce(sum(exact_share) filter (where score is not null), 0)::double as scored_share,
        sum(exact_score)::double as score_sum,
        count(distinct tenant_id) as account_count,
        count(distinct tenant_id) filter (where score is not null) as scored_count,
        count(distinct tenant_id) filter (where band = 'green') as green_count,
        count(distinct tenant_id) filter (where band = 'yellow') as yellow_count,
        count(distinct tenant_id) filter (where band = 'red') as red_count,
        sum(arr_amount)::double as arr_amount,
        coalesce(sum(arr_amount) filter (where band = 'green'), 0)::double as green_arr,
        coalesce(sum(arr_amount) filter (where band = 'yellow'), 0)::double as yellow_arr,
        coalesce(sum(arr_amount) filter (where band = 'red'), 0)::double as red_arr

    from facts

    group by
        grouping sets (
            (closing_date),
            (closing_date, location_id),
            (closing_date, team_id),
            (closing_date, person_id),
            (closing_date, team_id, person_id),
            (closing_date, tenant_id)
        )

),

scoped as (

    select
        case grouping_bits
            when 15 then 'organization'
            when 7 then 'location'
            when 11 then 'team'
            when 13 then 'member'
            when 9 then 'team_member'
            when 14 then 'tenant'
        end as scope_kind,
        case grouping_bits
            when 15 then 'all'
            when 7 then location_id
            when 11 then team_id
            when 13 then person_id
            when 9 then team_id || '/' || person_id
            when 14 then tenant_id
        end as scope_id,
        closing_date,
        health_source,
        account_share,
        scored_share,
        score_sum,
        account_count,
        scored_count,
        green_count,
        yellow_count,
        red_count,
        arr_amount,
        green_arr,
        yellow_arr,
        red_arr

    from by_scope

),

final as (

    select
        scoped.scope_kind,
        scoped.scope_id,
        periods.grain,
        periods.period_start_date,

        scoped.health_source,
        scoped.account_share,
        scoped.scored_share,
        scoped.score_sum,
        scoped.account_count,
        scoped.scored_count,
        scoped.green_count,
        scoped.yellow_count,
        scoped.red_count,
        scoped.arr_amount,
        scoped.green_arr,
        scoped.yellow_arr,
        scoped.red_arr

    from scoped

    inner join periods
        on scoped.closing_date = periods.closing_date

    where
        scoped.scope_id is not null
        and periods.period_start_date < periods.closing_date
        and periods.has_states

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
