-- Name:       Daily active users
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_use
-- Answers:    how many people of its accounts used the product on a day, on average over the
--             period?
-- Definition: active user-days of the period / days of the period from the first day of use that is
--             known, over the accounts that are active on each day, by the owner of that day; users
--             of several tenants are different users
-- Better:     higher
-- Window:     the days of the period
-- Needs:      usage_daily | usage_events
-- Rows:       use_by_tenant
-- Adds:       sum(user_days) / max(day_count)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    user_days as numerator,
    day_count as denominator,
    user_days / nullif(day_count, 0) as value,
    account_count as sample_count,
    null::varchar as reason

from rollup_use
