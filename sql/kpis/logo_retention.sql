-- Name:       Logo retention
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_retention
-- Answers:    of the tenants that paid twelve months ago, which share still pays?
-- Definition: tenants still with revenue at the period's end / tenants with revenue at the start of
--             the window; per owner: tenants by days owned, less those lost under that owner
-- Better:     higher
-- Window:     trailing 12 months
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       retention_by_tenant where window_kind = 'trailing'
-- Adds:       sum(kept_logos) / sum(opening_logos)
-- Splits:     member, team, location, tenant, segment, industry, health_band
-- Settings:   retention_method, retention_attribution

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    kept_logos as numerator,
    opening_logos as denominator,
    -- A loss weighs on its owner whole, so a rate over a sliver of ownership says nothing.
    case
        when has_history and opening_logos >= 1 then kept_logos / nullif(opening_logos, 0)
    end as value,
    tenant_count as sample_count,
    case
        when not has_history
            then concat(
                'less than 12 months of revenue history',
                ', history since ' || first_seen_date
            )
        when coalesce(opening_logos, 0) = 0 then 'no revenue twelve months before'
        when opening_logos < 1 then 'less than one tenant-year owned in the window'
    end as reason

from rollup_retention

where window_kind = 'trailing'
