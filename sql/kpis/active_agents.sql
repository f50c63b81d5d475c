-- Name:       Active agents
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_workforce
-- Answers:    how many people were at work?
-- Definition: distinct people with at least a minute of staffed time on a day of the period
-- Better:     neither
-- Window:     the period
-- Needs:      shifts | agent_states
-- Rows:       workforce_by_day where agent_day_count > 0
-- Adds:       count(distinct person_id)
-- Splits:     team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when staffed_known_count > 0 then active_agent_count end::double as value,
    staffed_known_count as sample_count,
    case
        when work_day_count = 0 then 'nobody was at work'
        when staffed_known_count = 0 then 'the shifts do not say when agents came and left'
        when staffed_known_count < work_day_count
            then 'known for ' || staffed_known_count || ' of ' || work_day_count || ' agent-days'
    end as reason

from rollup_workforce

where listed_count > 0
