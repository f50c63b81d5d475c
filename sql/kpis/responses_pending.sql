-- Name:       Messages pending
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_responses
-- Answers:    how many messages of the period are unanswered and still younger than the target?
-- Definition: runs that began in the period, are unanswered at the as-of and not older than the
--             target
-- Better:     neither
-- Window:     the period, as of the build
-- Needs:      messages
-- Rows:       responses
-- Adds:       count(*) filter (where result = 'pending')
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    pending_count as value,
    wait_count as sample_count,
    null::varchar as reason

from rollup_responses

where wait_count > 0
