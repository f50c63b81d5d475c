-- Name:       Scheduled hours
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       hours
-- Source:     rollup_workforce
-- Answers:    how many hours of agents were scheduled, in all and in each hour of the day?
-- Definition: scheduled time of all shifts, without cancelled ones and those on days of approved
--             leave, cut at the hours of the local day
-- Better:     neither
-- Window:     the period
-- Needs:      shifts
-- Rows:       agent_hours
-- Adds:       sum(scheduled_seconds)/3600.0
-- Splits:     member, team, location, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    scheduled_seconds / nullif(3600.0, 0)::double as value,
    listed_count as sample_count,
    null::varchar as reason

from rollup_workforce

where listed_count > 0
