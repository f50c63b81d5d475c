-- Name:       Calls per agent and day
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       rate
-- Source:     rollup_workforce
-- Answers:    how many calls did an agent handle on a day at work?
-- Definition: handled calls / agent-days with at least a minute of staffed time; not a mean of the
--             agents' means
-- Better:     higher
-- Window:     the period
-- Needs:      shifts | agent_states, calls | call_lines
-- Rows:       workforce_by_day where agent_day_count > 0
-- Adds:       sum(agent_day_handled_count) / sum(agent_day_count)
-- Splits:     member, team, location, day, weekday
-- Settings:   ramp_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when agent_day_count > 0 then agent_day_handled_count end::double as numerator,
    nullif(agent_day_count, 0)::double as denominator,
    agent_day_handled_count / nullif(agent_day_count, 0)::double as value,
    agent_day_count as sample_count,
    case
        when work_day_count = 0 then 'nobody was at work'
        when staffed_known_count = 0 then 'the shifts do not say when agents came and left'
        when agent_day_count = 0 then 'nobody was staffed'
        else nullif(concat_ws(
            '; ',
            case
                when staffed_known_count < work_day_count
                    then 'known for ' || staffed_known_count || ' of ' || work_day_count
                        || ' agent-days'
            end,
            case
                when new_agent_count * 4 >= active_agent_count and new_agent_count > 0
                    then new_agent_count || ' of ' || active_agent_count || ' agents are new'
            end
        ), '')
    end as reason

from rollup_workforce

where listed_count > 0
