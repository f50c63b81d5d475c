-- Name:       Renewal rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Ratio of:   currency
-- Source:     rollup_renewals
-- Answers:    of the contracts whose term ended in the period, which share of the revenue was
--             renewed?
-- Definition: ARR renewed, of each contract at most what was due / ARR of contracts whose agreed
--             term ended in the period, by their owner on that day; pending renewals are left out,
--             and so is what was replaced before its term ended
-- Better:     higher
-- Window:     the period
-- Needs:      subscriptions
-- Rows:       renewals_by_contract where is_judged
-- Adds:       sum(renewed_arr) / sum(arr_amount)
-- Splits:     member, team, location, tenant, segment, industry, health_band
-- Settings:   renewal_grace_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    renewed_arr as numerator,
    due_arr as denominator,
    renewed_arr / nullif(due_arr, 0) as value,
    due_count as sample_count,
    case
        when pending_count > 0 then pending_count || ' pending, left out'
        when due_arr = 0 then 'no term ended in the period'
    end as reason

from rollup_renewals
