-- Name:       Age of usage data, 95th percentile
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       seconds
-- Source:     rollup_freshness
-- Answers:    how old is the newest usage, at most, in nineteen of twenty readings?
-- Definition: 95th percentile, by nearest rank, of the time of a load of usage - its newest event,
--             or when the newest daily row was written; a reading that finds nothing new is no load
-- Better:     lower
-- Window:     the period
-- Needs:      usage_daily | usage_events
-- Rows:       usage_loads where age_seconds is not null
-- Adds:       quantile_disc(age_seconds, 0.95)
-- Splits:     none, a quantile of few loads of the whole company

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    usage_age_p95_seconds::double as value,
    dated_count as sample_count,
    case
        when load_count = 0 then 'no usage was loaded'
        when dated_count = 0 then 'the loads do not tell how new their records are'
        when dated_count < load_count
            then 'age known of ' || dated_count || ' of ' || load_count || ' loads'
    end as reason

from rollup_freshness
