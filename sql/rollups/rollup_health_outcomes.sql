-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    accounts at snapshots; ranked_* in accounts; auc from 0 to 1
-- Source:  health_outcomes_by_period
-- Answers: in two years of snapshots, how many accounts of each band were lost within 90 days, and
--          does a low score foretell a loss better than chance?

with

sums as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        count(*) filter (where health_band = 'green') as green_count,
        count(*) filter (where health_band = 'green' and is_lost) as green_lost_count,
        count(*) filter (where health_band = 'yellow') as yellow_count,
        count(*) filter (where health_band = 'yellow' and is_lost) as yellow_lost_count,
        count(*) filter (where health_band = 'red') as red_count,
        count(*) filter (where health_band = 'red' and is_lost) as red_lost_count,
        count(*) filter (where is_ranked and is_lost) as ranked_lost_count,
        count(*) filter (where is_ranked and not is_lost) as ranked_stayed_count,
        -- Decimals, since sums of floating-point numbers depend on their order.
        sum(placement::decimal(18, 12)) filter (where is_lost)::double as placement_sum,
        -- The area under the ROC curve: the mean placement of the lost, ties half (Mann-Whitney).
        placement_sum / nullif(ranked_lost_count, 0) as auc

    from health_outcomes_by_period

    group by scope_kind, scope_id, grain, period_start_date

),

-- The variance of the AUC A is that of Hanley and McNeil (Radiology 143, 1982), A (1 - A) taken out
-- of each term: A (1 - A) + (lost - 1) (A / (2 - A) - A^2) + (stayed - 1) (2 A^2 / (1 + A) - A^2),
-- over lost x stayed.
reached as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        green_count,
        green_lost_count,
        yellow_count,
        yellow_lost_count,
        red_count,
        red_lost_count,
        ranked_lost_count,
        ranked_stayed_count,
        placement_sum,
        auc,
        1.645 * sqrt(
            auc * (1 - auc) * (
                1
                + (ranked_lost_count - 1) * (1 - auc) / (2 - auc)
                + (ranked_stayed_count - 1) * auc / (1 + auc)
            ) / nullif(ranked_lost_count * ranked_stayed_count, 0)
        ) as auc_reach

    from sums

),

-- KPI.md, section 9: at least ten losses among thirty accounts, else nothing can be told.
final as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,

        green_count,
        green_lost_count,
        yellow_count,
        yellow_lost_count,
        red_count,
        red_lost_count,
        ranked_lost_count,
        ranked_stayed_count,
        placement_sum,
        auc,
        auc - auc_reach as auc_low,
        auc + auc_reach as auc_high,
        case
            when ranked_lost_count = 0 then 'no loss'
            when ranked_stayed_count = 0 then 'none stayed'
            when ranked_lost_count < 10 then 'few losses'
            when ranked_lost_count + ranked_stayed_count < 30 then 'few accounts'
            when auc - auc_reach > 0.5 then 'foretells'
            when auc + auc_reach < 0.5 then 'contrary'
            else 'chance'
        end as verdict

    from reached

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
