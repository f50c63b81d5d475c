-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date, part_kind, part_id
-- Unit:    ratios from 0 to 1; rank 1 is the best, null under 20 cases
-- Source:  metric_values; lead_type_splits, which are metric_splits by lead type; metrics
-- Answers: which member of a team, or which lead type of a scope, has the best rate, told by more
--          than the luck of a few cases?
-- Kept as: view

-- KPI.md, section 10.5. Before it is ranked, each rate gets rank_prior_count cases at the rate of
-- the whole: (k + m x p) / (n + m). The raw rate and its rank stand beside it.

with

rates as (

    select
        metric_values.metric_id,
        'team'::scope_kind as scope_kind,
        split_part(metric_values.scope_id, '/', 1) as scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        'member' as part_kind,
        substr(
            metric_values.scope_id,
            length(split_part(metric_values.scope_id, '/', 1)) + 2
        ) as part_id,
        metric_values.numerator,
        metric_values.denominator,
        metric_values.value,
        metric_values.sample_count

    from metric_values

    where metric_values.scope_kind = 'team_member'

    union all

    select
        lead_type_splits.metric_id,
        lead_type_splits.scope_kind,
        lead_type_splits.scope_id,
        lead_type_splits.grain,
        lead_type_splits.period_start_date,
        lead_type_splits.dimension as part_kind,
        lead_type_splits.dimension_value as part_id,
        lead_type_splits.numerator,
        lead_type_splits.denominator,
        lead_type_splits.value,
        lead_type_splits.sample_count

    from lead_type_splits

    where lead_type_splits.dimension_value is not null

),

-- Only shares of counted things can be shrunk so: hits in cases.
shrunk as (

    select
        rates.metric_id,
        rates.scope_kind,
        rates.scope_id,
        rates.grain,
        rates.period_start_date,
        rates.part_kind,
        rates.part_id,
        rates.numerator,
        rates.denominator,
        rates.value as raw_rate,
        wholes.value as whole_rate,
        (rates.numerator + run_settings.rank_prior_count * wholes.value)
        / nullif(rates.denominator + run_settings.rank_prior_count, 0) as shrunk_rate,
        rates.denominator < 20 as is_small_sample,
        case metrics.better when 'lower' then -1 else 1 end as direction

    from rates

    cross join run_settings

    inner join metrics
        on rates.metric_id = metrics.metric_id
        and metrics.unit = 'ratio'
        -- Of a rate that is neither good nor bad nobody is the best.
        and metrics.better != 'neither'

    inner join metric_values as wholes
        on rates.metric_id = wholes.metric_id
        and rates.scope_kind = wholes.scope_kind
        and rates.scope_id = wholes.scope_id
        and rates.grain = wholes.grain
        and rates.period_start_date = wholes.period_start_date

    where
        rates.value is not null
        and rates.denominator = rates.sample_count
        and rates.numerator between 0 and rates.denominator

),

-- Fewer than 20 cases get no rank (KPI.md, G10); their rate is there to be read.
final as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        part_kind,
        part_id,
        numerator,
        denominator,
        raw_rate,
        whole_rate,
        shrunk_rate,
        case
            when not is_small_sample
                then rank() over (
                    partition by
                        metric_id,
                        scope_kind,
                        scope_id,
                        grain,
                        period_start_date,
                        part_kind,
                        is_small_sample
                    order by round(direction * shrunk_rate, 9) desc
                )
        end as shrunk_rank,
        case
            when not is_small_sample
                then rank() over (
                    partition by
                        metric_id,
                        scope_kind,
                        scope_id,
                        grain,
                        period_start_date,
                        part_kind,
                        is_small_sample
                    order by round(direction * raw_rate, 9) desc
                )
        end as raw_rank

    from shrunk

)

select * from final
