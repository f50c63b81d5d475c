-- Name:       Health score against losses (AUC)
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_health_outcomes
-- Answers:    does a low health score foretell a loss, or is it no better than a coin?
-- Definition: the mean over lost accounts of the share of the accounts that stayed which had a
--             higher score, the same score half: 0.5 is chance, 1 is perfect; each account once, at
--             its last end of a quarter in the two years that ended 90 days before, or the last one
--             within 90 days after which its loss was announced; one with an invoice that is unpaid
--             since before is in none
-- Better:     higher
-- Window:     trailing 24 months
-- Needs:      usage_daily | usage_events | health_scores,
--             subscriptions | arr_history | tenant_today
-- Rows:       health_outcomes_by_period where is_ranked and is_lost and placement is not null
-- Adds:       sum(placement) / count(*)
-- Splits:     none, an account's place is among all of them

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    placement_sum as numerator,
    case when placement_sum is not null then ranked_lost_count end::double as denominator,
    auc as value,
    ranked_lost_count + ranked_stayed_count as sample_count,
    case verdict
        when 'no loss' then 'no account with a score was lost'
        when 'none stayed' then 'no account with a score stayed'
        when 'few losses'
            then 'only ' || ranked_lost_count || ' lost, 10 are needed to tell it from chance'
        when 'few accounts' then 'fewer than 30 accounts, too few to tell it from chance'
        else printf('90 %% interval %.2f to %.2f', auc_low, auc_high)
            || case verdict when 'chance' then ', not told from chance' else '' end
    end as reason

from rollup_health_outcomes
