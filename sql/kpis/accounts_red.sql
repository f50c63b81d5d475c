-- Name:       Red accounts
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_health
-- Answers:    how many accounts are red?
-- Definition: active accounts with a score up to 50; a band is left only two points beyond its
--             limit; accounts younger than 60 days are in no band; a band that
--             another system gives counts as it is
-- Better:     lower
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events | health_scores
-- Rows:       health_by_tenant where health_band = 'red'
-- Adds:       count(*)
-- Splits:     tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    red_count as value,
    account_count as sample_count,
    null::varchar as reason

from rollup_health
