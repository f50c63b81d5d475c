-- Name:       Staffed hours
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       hours
-- Source:     rollup_workforce
-- Answers:    how many hours of agents were there, in all and in each hour of the day?
-- Definition: staffed time of all agents, cut at the hours of the local day: by hour it says how
--             many agents were there
-- Better:     neither
-- Window:     the period
-- Needs:      shifts | agent_states
-- Rows:       agent_hours where is_staffed_known
-- Adds:       sum(staffed_seconds)/3600.0
-- Splits:     member, team, location, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when staffed_known_count > 0 then staffed_seconds end / nullif(3600.0, 0)::double as value,
    staffed_known_count as sample_count,
    case
        when work_day_count = 0 then 'nobody was at work'
        when staffed_known_count = 0 then 'the shifts do not say when agents came and left'
        when staffed_known_count < work_day_count
            then 'known for ' || staffed_known_count || ' of ' || work_day_count || ' agent-days'
        when state_day_count = 0 then 'by shifts, pauses spread over the time without calls'
        when state_day_count < work_day_count
            then 'by shifts on ' || work_day_count - state_day_count || ' of ' || work_day_count
                || ' agent-days'
    end as reason

from rollup_workforce

where listed_count > 0
