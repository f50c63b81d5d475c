-- Name:       Touches
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_activity
-- Answers:    how often were people in touch with customers?
-- Definition: activities of people with a tenant, the same kind for the same account in one hour
--             counted once; a note is no touch
-- Better:     higher
-- Window:     the period
-- Needs:      activities
-- Rows:       account_touches where kind is distinct from 'note'
-- Adds:       count(*)
-- Splits:     member, team, location, tenant, day, weekday, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when has_history then touch_count end::double as value,
    touch_count as sample_count,
    case when has_history is not true then 'no activities are known yet' end as reason

from rollup_activity
