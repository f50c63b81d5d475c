-- Name:       Usage depth
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_use
-- Answers:    how much does a user do on a day of use?
-- Definition: qualifying events / active user-days of the period, by the owner of each day
-- Better:     higher
-- Window:     the days of the period
-- Needs:      usage_daily | usage_events
-- Rows:       use_by_tenant
-- Adds:       sum(event_count) / sum(user_days)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    event_count as numerator,
    user_days as denominator,
    event_count / nullif(user_days, 0) as value,
    account_count as sample_count,
    case when user_days = 0 then 'nobody was active' end as reason

from rollup_use
