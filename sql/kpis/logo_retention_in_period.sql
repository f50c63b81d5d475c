-- Name:       Logo retention in period
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_retention
-- Answers:    of the logos that paid at the period's start, which share still pays?
-- Definition: logos still with revenue at the period's end / logos with revenue at the start of the
--             period; a logo is a billing parent with its tenants, kept while any of them pays,
--             of which those at the start have equal parts; per owner: parts by days owned, less
--             those lost under that owner; by retention_logo tenant each tenant is a logo
-- Better:     higher
-- Window:     the period
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       retention_by_tenant where window_kind = 'period'
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
                'no revenue history before the period',
                ', history since ' || first_seen_date
            )
        when coalesce(opening_logos, 0) = 0 then 'no revenue at the start of the period'
        when opening_tenants < 1 then 'less than one tenant owned over the period'
        when kept_logos < 0 then 'more was lost than the days of ownership carry'
    end as reason

from rollup_retention

where window_kind = 'period'
