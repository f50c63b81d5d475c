-- Name:       Monthly active users
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_usage
-- Answers:    how many people of its accounts used the product in the 28 days before the period's
--             end?
-- Definition: distinct human users with a qualifying event, summed over the active accounts by
--             ownership share
-- Better:     higher
-- Window:     28 days before the period's end
-- Needs:      usage_daily | usage_events
-- Rows:       usage_by_tenant
-- Adds:       sum(share * month_active_count)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when has_month then month_active_count end as value,
    account_count as sample_count,
    case when not has_month then 'less than 28 days of usage history' end as reason

from rollup_usage
