-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    score from 0 to 100; coverage as the share of the weights that has a value
-- Source:  performance_components; the seeds performance_minimum and performance_weights
-- Answers: how does a customer success manager perform, over everything that is declared to count?
-- Kept as: view

with

-- Scores of two sets of weights do not compare.
versions as (

    select
        left(
            md5(
                string_agg(
                    concat_ws(',', metric_id, weight, poor, good, minimum_sample),
                    ';' order by metric_id
                )
            ),
            8
        ) as weights_version

    from performance_weights

),

sums as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,

        count(score) as component_count,
        coalesce(sum(weight::decimal(18, 9)) filter (where score is not null), 0)::double
            as coverage,
        sum((weight * score)::decimal(18, 9))::double as weighted_score,
        list(
            metric_id || ': ' || reason order by weight desc, metric_id
        ) filter (where score is null) as missing_components

    from performance_components

    group by scope_kind, scope_id, grain, period_start_date

),

-- Missing parts leave the average; under the declared minimum there is no score at all.
final as (

    select
        sums.scope_kind,
        sums.scope_id,
        sums.grain,
        sums.period_start_date,

        case
            when
                sums.component_count >= performance_minimum.minimum_components
                and sums.coverage + 0.000001 >= performance_minimum.minimum_coverage
                then sums.weighted_score / nullif(sums.coverage, 0)
        end as score,
        sums.coverage,
        sums.component_count,
        sums.missing_components,
        case
            when sums.component_count < performance_minimum.minimum_components
                then 'from ' || sums.component_count
                    || case sums.component_count when 1 then ' component' else ' components' end
                    || ', fewer than ' || performance_minimum.minimum_components
            when sums.coverage + 0.000001 < performance_minimum.minimum_coverage
                then printf(
                    'from %g%% of the weights, less than %g%%',
                    0.1 * floor(1000 * sums.coverage),
                    100 * performance_minimum.minimum_coverage
                )
        end as reason,
        versions.weights_version

    from sums

    cross join performance_minimum

    cross join versions

)

select * from final
