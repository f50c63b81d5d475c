-- Name:       Feature breadth
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_usage
-- Answers:    which share of the key features of its plan does an account use?
-- Definition: key features of the plan used in 28 days / key features of the plan, over the active
--             accounts whose plan is known; of past periods, too, by the plan that the source
--             has now
-- Better:     higher
-- Window:     28 days before the period's end
-- Needs:      usage_daily | usage_events, tenants
-- Rows:       usage_by_tenant where plan_feature_count is not null
-- Adds:       sum(share * feature_count) / sum(share * plan_feature_count)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    feature_count as numerator,
    plan_feature_count as denominator,
    case when has_month then feature_count / nullif(plan_feature_count, 0) end as value,
    planned_account_count as sample_count,
    case
        when not has_month then 'less than 28 days of usage history'
        when plan_feature_count is null then 'no features known for the plan'
    end as reason

from rollup_usage
