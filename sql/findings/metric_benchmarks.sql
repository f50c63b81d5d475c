-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    peer_value as the metric's own; of a sum it is the mean of a peer
-- Source:  metric_values; metric_rows; benchmark_pools
-- Answers: how did the others of the same team do, or the other tenants, without the one compared?
-- Kept as: view

-- KPI.md, sections 1 and 10. A benchmark is pooled over at least 3 others of the team, or at least
-- 5 other tenants of which none weighs more than 40 %: else it would give one of them away. How a
-- metric is pooled, its header says; one that cannot be pooled has no benchmark.

with

pooled_metrics as (

    select
        metric_id,
        max_by(benchmark, is_of_person) as benchmark

    from metric_rows

    group by metric_id

    having max_by(benchmark, is_of_person) != 'none'

),

peers as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        case
            when metric_values.scope_kind = 'tenant' then 'all tenants'
            else split_part(metric_values.scope_id, '/', 1)
        end as group_id,
        metric_values.grain,
        metric_values.period_start_date,
        metric_values.value,
        pooled_metrics.benchmark,
        -- Decimals, since sums of floating-point numbers depend on their order.
        coalesce(metric_values.numerator, metric_values.value)::decimal(38, 9) as numerator,
        metric_values.denominator::decimal(38, 9) as denominator,
        -- How many cases are behind it is what weighs in a pool of cases.
        case
            when pooled_metrics.benchmark = 'anew' then metric_values.sample_count
            else abs(coalesce(metric_values.denominator, metric_values.value))
        end::decimal(38, 9) as weight

    from metric_values

    inner join pooled_metrics
        on metric_values.metric_id = pooled_metrics.metric_id

    where
        metric_values.scope_kind in ('team_member', 'tenant')
        and metric_values.value is not null

),

groups as (

    select
        metric_id,
        scope_kind,
        group_id,
        grain,
        period_start_date,
        count(*) as member_count,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(weight) as weight,
        max(weight, 2) as heaviest_weights

    from peers

    group by metric_id, scope_kind, group_id, grain, period_start_date

),

rests as (

    select
        peers.metric_id,
        peers.scope_kind,
        peers.scope_id,
        peers.grain,
        peers.period_start_date,
        peers.value,
        peers.benchmark,
        groups.member_count - 1 as peer_count,
        groups.numerator - peers.numerator as peer_numerator,
        groups.denominator - peers.denominator as peer_denominator,
        case
            when peers.weight = groups.heaviest_weights[1] then groups.heaviest_weights[2]
            else groups.heaviest_weights[1]
        end / nullif(groups.weight - peers.weight, 0) as heaviest_share

    from peers

    inner join groups
        on peers.metric_id = groups.metric_id
        and peers.scope_kind = groups.scope_kind
        and peers.group_id = groups.group_id
        and peers.grain = groups.grain
        and peers.period_start_date = groups.period_start_date

),

told as (

    select
        rests.metric_id,
        rests.scope_kind,
        rests.scope_id,
        rests.grain,
        rests.period_start_date,
        rests.value,
        case rests.benchmark
            when 'ratio' then rests.peer_numerator / nullif(rests.peer_denominator, 0)
            when 'mean' then rests.peer_numerator / nullif(rests.peer_count, 0)
            when 'anew' then benchmark_pools.peer_value
        end as peer_value,
        rests.peer_count

    from rests

    left join benchmark_pools
        on rests.metric_id = benchmark_pools.metric_id
        and rests.scope_kind = benchmark_pools.scope_kind
        and rests.scope_id = benchmark_pools.scope_id
        and rests.grain = benchmark_pools.grain
        and rests.period_start_date = benchmark_pools.period_start_date

    where
        (rests.scope_kind = 'team_member' and rests.peer_count >= 3)
        or (
            rests.scope_kind = 'tenant' and rests.peer_count >= 5 and rests.heaviest_share <= 0.4
        )

),

final as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        value,
        peer_value,
        peer_count

    from told

    where peer_value is not null

)

select * from final
