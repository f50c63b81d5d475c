-- Name:       Lost within 90 days, green
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_health_outcomes
-- Answers:    of the accounts that were green when a quarter ended, which share was lost soon
--             after?
-- Definition: accounts that were green at the end of a quarter and whose loss was announced within
--             90 days / accounts that were green at the end of a quarter, over the snapshots of the
--             two years that ended 90 days before; an account whose loss had been announced, or
--             with an invoice unpaid since before, is in none
-- Better:     lower
-- Window:     trailing 24 months
-- Needs:      usage_daily | usage_events | health_scores,
--             subscriptions | arr_history | tenant_today
-- Rows:       health_outcomes_by_period where health_band = 'green'
-- Adds:       count(*) filter (where is_lost) / count(*)
-- Splits:     tenant, segment, industry

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when green_count > 0 then green_lost_count end::double as numerator,
    nullif(green_count, 0)::double as denominator,
    green_lost_count / nullif(green_count, 0)::double as value,
    green_count as sample_count,
    case when green_count = 0 then 'no account was green' end as reason

from rollup_health_outcomes
