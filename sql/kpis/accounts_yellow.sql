-- Name:       Yellow accounts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_health
-- Answers:    how many accounts are yellow?
-- Definition: active accounts with a score over 50 and up to 75; a band is left only two points
--             beyond its limit; accounts younger than 60 days are in no band; a band that
--             another system gives counts as it is
-- Better:     neither
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_tenant where health_band = 'yellow'
-- Adds:       count(*)
-- Splits:     tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    yellow_count as value,
    account_count as sample_count,
    null::varchar as reason

from rollup_health
