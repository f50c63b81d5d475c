-- Name:       ARR of red accounts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_health
-- Answers:    what recurring revenue do the red accounts carry?
-- Definition: sum of ARR x ownership share over the accounts with a score up to 50; a band is left
--             only two points beyond its limit; accounts younger than 60 days are in no
--             band; a band that another system gives counts as it is
-- Better:     lower
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores,
--             subscriptions | arr_history | tenant_today
-- Rows:       health_by_tenant where health_band = 'red'
-- Adds:       sum(share * arr_amount)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    red_arr as value,
    red_count as sample_count,
    null::varchar as reason

from rollup_health
