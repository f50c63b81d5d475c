-- Name:       Interrupted in 12 months
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_retention
-- Answers:    how many tenants that NRR and GRR count as kept were without revenue for a while?
-- Definition: tenants with revenue at both ends of the twelve months and a gap in between, of
--             whoever answers for the loss; by snapshot they are kept
-- Better:     lower
-- Window:     trailing 12 months
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       gaps_by_tenant where is_interrupted
-- Adds:       count(*)
-- Splits:     tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when has_history then interrupted_count::double end as value,
    null::bigint as sample_count,
    case
        when not has_history
            then concat(
                'less than 12 months of revenue history',
                ', history since ' || first_seen_date
            )
    end as reason

from rollup_retention

where window_kind = 'trailing'
