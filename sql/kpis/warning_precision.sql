-- Name:       Warnings that came true
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_warnings
-- Answers:    of the customers that turned red, which share was lost soon after?
-- Definition: times a customer turned red and its loss was announced within 90 days / times a
--             customer turned red (precision), in the twelve months that ended 90 days before the
--             period's end; who turned red after the announcement is left out; bands are those at
--             the start of each week and month; by the owner on that day
-- Better:     neither
-- Window:     trailing 12 months
-- Needs:      usage_daily | usage_events | health_scores,
--             subscriptions | arr_history | tenant_today
-- Rows:       warnings_by_scope where kind = 'flag'
-- Adds:       count(*) filter (where is_hit) / count(*)
-- Splits:     tenant, segment, industry
-- Settings:   health_source, health_min_coverage, health_max_age_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when flag_count > 0 then followed_count end::double as numerator,
    nullif(flag_count, 0)::double as denominator,
    followed_count / nullif(flag_count, 0)::double as value,
    flag_count as sample_count,
    case
        when flag_count = 0 then 'no customer turned red'
        when is_short then 'health known since ' || first_score_date
    end as reason

from rollup_warnings
