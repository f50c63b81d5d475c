-- Name:       Stickiness
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_usage
-- Answers:    on which share of days does a user of the last four weeks use the product?
-- Definition: mean daily active users over 28 days / users active in these 28 days
-- Better:     higher
-- Window:     28 days before the period's end
-- Needs:      usage_daily | usage_events
-- Rows:       usage_by_tenant
-- Adds:       sum(share * user_days_28) / sum(28 * share * month_active_count)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    user_days_28 as numerator,
    28 * month_active_count as denominator,
    case when has_month then user_days_28 / nullif(28 * month_active_count, 0) end as value,
    account_count as sample_count,
    case
        when not has_month then 'less than 28 days of usage history'
        when month_active_count = 0 then 'nobody was active'
    end as reason

from rollup_usage
