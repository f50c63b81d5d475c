-- Name:       Occupancy
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_workforce
-- Answers:    of the time in which agents were ready for calls, which share were they at work on
--             one?
-- Definition: (talk + hold + after-call work) / (talk + hold + after-call work + idle); internal
--             calls are work, ringing is idle unless occupancy_ring says otherwise; of parallel
--             calls each second counts once
-- Better:     neither
-- Window:     the period
-- Needs:      shifts | agent_states
-- Rows:       agent_hours where is_idle_known
-- Adds:       sum(busy_seconds) / sum(busy_seconds + idle_seconds)
-- Splits:     member, team, location, day, weekday, hour
-- Settings:   ramp_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when ready_seconds > 0 then occupied_seconds end::double as numerator,
    nullif(ready_seconds, 0)::double as denominator,
    occupied_seconds / nullif(ready_seconds, 0)::double as value,
    idle_known_count as sample_count,
    case
        when work_day_count = 0 then 'nobody was at work'
        when state_day_count = 0 then 'no agent states, so idle time is not known'
        when idle_known_count = 0 then 'the call source does not tell talk from wait'
        when ready_seconds = 0 then 'nobody was ready for calls'
        else nullif(concat_ws(
            '; ',
            case
                when idle_known_count < work_day_count
                    then 'known for ' || idle_known_count || ' of ' || work_day_count
                        || ' agent-days'
            end,
            case
                when idle_wrap_up_day_count = 0 then 'after-call work is not known'
                when idle_wrap_up_day_count < idle_known_count
                    then 'after-call work known on ' || idle_wrap_up_day_count || ' of '
                        || idle_known_count || ' agent-days'
            end,
            case
                when new_agent_count * 4 >= active_agent_count and new_agent_count > 0
                    then new_agent_count || ' of ' || active_agent_count || ' agents are new'
            end
        ), '')
    end as reason

from rollup_workforce

where listed_count > 0
