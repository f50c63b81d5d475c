-- Name:       Seat utilization
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_usage
-- Answers:    which share of the seats is in use?
-- Definition: users active in 28 days / contracted seats (by a setting the users with an account),
--             over the active accounts whose seats are known; over 1 where more people use it than
--             were paid for; of past periods, too, by the seats that the source has now
-- Better:     higher
-- Window:     28 days before the period's end
-- Needs:      usage_daily | usage_events, tenants
-- Rows:       usage_by_tenant where seat_count is not null
-- Adds:       sum(share * month_active_count) / sum(share * seat_count)
-- Splits:     member, team, location, tenant, segment, industry, health_band
-- Settings:   seat_basis

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    seated_active_count as numerator,
    seat_count as denominator,
    case when has_month then seated_active_count / nullif(seat_count, 0) end as value,
    seated_account_count as sample_count,
    case
        when not has_month then 'less than 28 days of usage history'
        when seat_count is null then 'no seats known'
    end as reason

from rollup_usage
