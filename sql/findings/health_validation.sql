-- Grain:   grain, period_start_date
-- Unit:    auc from 0 to 1, with its 90 % interval
-- Source:  rollup_health_outcomes; periods
-- Answers: may red accounts be called at risk, since a low score foretells a loss?

-- KPI.md 11.1.9. While the interval of the AUC includes 0.5, nobody is called at risk.

with

final as (

    select
        rollup_health_outcomes.grain,
        rollup_health_outcomes.period_start_date,
        periods.closing_date,

        rollup_health_outcomes.auc,
        rollup_health_outcomes.auc_low,
        rollup_health_outcomes.auc_high,
        rollup_health_outcomes.verdict,
        case rollup_health_outcomes.verdict
            when 'foretells'
                then printf(
                    'Red accounts are at risk: in two years %d of %d that were red at the end of a'
                    || ' quarter were lost within 90 days, and %d of %d green ones (AUC %.2f, 90 %%'
                    || ' interval %.2f to %.2f).',
                    rollup_health_outcomes.red_lost_count,
                    rollup_health_outcomes.red_count,
                    rollup_health_outcomes.green_lost_count,
                    rollup_health_outcomes.green_count,
                    rollup_health_outcomes.auc,
                    rollup_health_outcomes.auc_low,
                    rollup_health_outcomes.auc_high
                )
            when 'contrary'
                then printf(
                    'The score does not foretell losses: accounts that were lost had the higher'
                    || ' ones (AUC %.2f, 90 %% interval %.2f to %.2f). Its weights want another'
                    || ' look.',
                    rollup_health_outcomes.auc,
                    rollup_health_outcomes.auc_low,
                    rollup_health_outcomes.auc_high
                )
            when 'chance'
                then printf(
                    'That a low score foretells a loss is not proven: it may be chance (AUC %.2f,'
                    || ' 90 %% interval %.2f to %.2f, %d lost).',
                    rollup_health_outcomes.auc,
                    rollup_health_outcomes.auc_low,
                    rollup_health_outcomes.auc_high,
                    rollup_health_outcomes.ranked_lost_count
                )
            else printf(
                'Whether a low score foretells a loss cannot be told yet: %d of %d accounts were'
                || ' lost, it takes 10 losses among 30.',
                rollup_health_outcomes.ranked_lost_count,
                rollup_health_outcomes.ranked_lost_count
                + rollup_health_outcomes.ranked_stayed_count
            )
        end as sentence

    from rollup_health_outcomes

    inner join periods
        on rollup_health_outcomes.grain = periods.grain
        and rollup_health_outcomes.period_start_date = periods.period_start_date

)

select * from final
