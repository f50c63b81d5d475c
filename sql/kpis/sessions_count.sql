-- Name:       Sessions
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_use
-- Answers:    how often did users come to the product?
-- Definition: sessions of users that began in the period, as usage_daily tells them, or of single
--             events each from its first qualifying one until 30 minutes are without any; of the
--             accounts that are active on that day, by its owner
-- Better:     higher
-- Window:     the period
-- Needs:      usage_daily | usage_events
-- Rows:       use_by_tenant
-- Adds:       sum(session_count)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    session_count as value,
    account_count as sample_count,
    case
        when session_count is null
            then coalesce(
                'sessions are known since ' || first_session_date,
                'the source tells no sessions'
            )
    end as reason

from rollup_use
