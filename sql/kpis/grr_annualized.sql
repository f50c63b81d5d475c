-- Name:       GRR in period, compounded to a year
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Ratio of:   currency
-- Source:     rollup_retention
-- Answers:    were every period like this one, which share of the revenue would be there after a
--             year, growth left out?
-- Definition: grr_in_period to the power of 12 / its months, 12 for a month and 4 for a quarter:
--             98 % a month are 78.5 % a year, never 12 times the loss; what would be, not what was,
--             which is grr
-- Better:     higher
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       none, because it is compounded from grr_in_period, which has them
-- Splits:     none, a power of a ratio of sums is no sum
-- Settings:   retention_method, retention_attribution, takeover_grace_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case
        when has_history and opening_tenants >= 1 and kept_arr >= 0
            then (kept_arr / nullif(opening_arr, 0)) ^ (12 / nullif(month_count, 0))
    end as value,
    tenant_count as sample_count,
    case
        when not has_history
            then concat(
                'no revenue history before the period',
                ', history since ' || first_seen_date
            )
        when coalesce(opening_arr, 0) = 0 then 'no revenue at the start of the period'
        when opening_tenants < 1 then 'less than one tenant owned over the period'
        when kept_arr < 0 then 'more was lost than the days of ownership carry'
    end as reason

from rollup_retention

where
    window_kind = 'period'
    and month_count is not null
