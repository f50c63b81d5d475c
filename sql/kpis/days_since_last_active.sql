-- Name:       Days since last active
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_usage
-- Answers:    how many whole days ago did an account last use the product?
-- Definition: whole days between the last qualifying event and the period's end; for more than one
--             account their mean, by ownership share
-- Better:     lower
-- Window:     state at the period's end
-- Needs:      usage_daily | usage_events
-- Rows:       usage_by_tenant where days_since_active is not null
-- Adds:       sum(share * days_since_active) / sum(share)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    days_since_active as numerator,
    once_active_share as denominator,
    days_since_active / nullif(once_active_share, 0) as value,
    once_active_account_count as sample_count,
    case when once_active_share is null then 'never active' end as reason

from rollup_usage
