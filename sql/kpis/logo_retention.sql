-- Name:       Logo retention
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_retention
-- Answers:    of the logos that paid twelve months ago, which share still pays?
-- Definition: logos still with revenue at the period's end / logos with revenue at the start of the
--             window; a logo is a billing parent with its tenants, kept while any of them pays,
--             of which those at the start have equal parts; per owner: parts by days owned, less
--             those lost under that owner; by retention_logo tenant each tenant is a logo
-- Better:     higher
-- Window:     trailing 12 months
-- In period:  logo_retention_in_period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       retention_by_tenant where window_kind = 'trailing'
-- Adds:       sum(kept_logos) / sum(opening_logos)
-- Splits:     member, team, location, tenant, segment, industry, health_band
-- Settings:   retention_method, retention_attribution, takeover_grace_days, retention_logo

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    kept_logos as numerator,
    opening_logos as denominator,
    -- A loss weighs on its owner whole, so a rate over a sliver of ownership says nothing.
    case
        when has_history and opening_tenants >= 1 and kept_logos >= 0
            then kept_logos / nullif(opening_logos, 0)
    end as value,
    logo_count as sample_count,
    case
        when not has_history
            then concat(
                'less than 12 months of revenue history',
                ', history since ' || first_seen_date
            )
        when coalesce(opening_logos, 0) = 0 then 'no revenue twelve months before'
        when opening_tenants < 1 then 'less than one tenant-year owned in the window'
        when kept_logos < 0 then 'more was lost than the days of ownership carry'
    end as reason

from rollup_retention

where window_kind = 'trailing'
