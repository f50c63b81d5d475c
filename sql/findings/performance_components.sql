-- Grain:   scope_kind, scope_id, grain, period_start_date, metric_id
-- Unit:    score from 0 at poor to 100 at good; weight as a share of all weights
-- Source:  metric_values; the seed performance_weights
-- Answers: what does each metric add to a customer success manager's performance score?
-- Kept as: view

with

weights as (

    select
        metric_id,
        weight / nullif((select sum(weight::decimal(9, 6))::double from performance_weights), 0)
            as weight,
        poor,
        good,
        minimum_sample

    from performance_weights

),

given as (

    select
        metric_values.scope_kind,
        metric_values.scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        metric_values.metric_id,
        metric_values.value,
        metric_values.sample_count,
        metric_values.reason

    from metric_values

    inner join performance_weights
        on metric_values.metric_id = performance_weights.metric_id

    where
        metric_values.scope_kind in ('member', 'team_member', 'team')
        and metric_values.grain in ('week', 'month', 'quarter')

),

-- A metric without a value is a row too: what is missing is part of the explanation.
expected as (

    select distinct
        given.scope_kind,
        given.scope_id,
        given.grain,
        given.period_start_date,
        weights.metric_id,
        weights.weight,
        weights.poor,
        weights.good,
        weights.minimum_sample

    from given

    cross join weights

),

final as (

    select
        expected.scope_kind,
        expected.scope_id,
        expected.grain,
        expected.period_start_date,
        expected.metric_id,

        given.value,
        given.sample_count,
        expected.weight,
        expected.poor,
        expected.good,
        expected.minimum_sample,
        -- No value is no score: `greatest` alone would take it for the worst.
        case
            when given.value is not null and given.sample_count >= expected.minimum_sample
                then round(
                    100 * least(
                        greatest(
                            (given.value - expected.poor)
                            / nullif(expected.good - expected.poor, 0),
                            0
                        ),
                        1
                    ),
                    9
                )
        end as score,
        case
            when given.metric_id is null then 'not measured'
            when given.value is null then coalesce(given.reason, 'no value')
            when coalesce(given.sample_count, 0) < expected.minimum_sample
                then 'from ' || coalesce(given.sample_count, 0)
                    || case given.sample_count when 1 then ' case' else ' cases' end
                    || ', fewer than ' || expected.minimum_sample
        end as reason

    from expected

    left join given
        on expected.scope_kind = given.scope_kind
        and expected.scope_id = given.scope_id
        and expected.grain = given.grain
        and expected.period_start_date = given.period_start_date
        and expected.metric_id = given.metric_id

)

select * from final
