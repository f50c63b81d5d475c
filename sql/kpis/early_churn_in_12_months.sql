-- Name:       Early churn in 12 months
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_retention
-- Answers:    how many tenants came and left within the twelve months, and are in no retention?
-- Definition: tenants that first paid in the twelve months and pay nothing at their end, of whoever
--             answers for the loss; they are in no retention
-- Better:     lower
-- Window:     trailing 12 months
-- Needs:      subscriptions | arr_history | tenant_today
-- Rows:       gaps_by_tenant where is_early_churn
-- Adds:       count(*)
-- Splits:     tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when has_history then early_churn_count::double end as value,
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
