-- Name:       Schedule conformance
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_workforce
-- Answers:    how much were agents at work, measured by how much they were scheduled?
-- Definition: time present on the days with scheduled time, at whatever hour / scheduled time;
--             overtime may lift it over 100 %
-- Better:     neither
-- Window:     the period
-- Needs:      shifts
-- Rows:       agent_hours where is_judged
-- Adds:       sum(present_seconds) / sum(scheduled_seconds)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when judged_seconds > 0 then present_seconds end::double as numerator,
    nullif(judged_seconds, 0)::double as denominator,
    present_seconds / nullif(judged_seconds, 0)::double as value,
    judged_day_count as sample_count,
    case
        when scheduled_seconds = 0 then 'nobody was scheduled'
        when judged_seconds = 0 then 'the shifts do not say when agents came and left'
        when judged_day_count < scheduled_day_count
            then 'known for ' || judged_day_count || ' of ' || scheduled_day_count || ' agent-days'
    end as reason

from rollup_workforce

where listed_count > 0
