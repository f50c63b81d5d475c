-- Name:       Utilization
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_workforce
-- Answers:    of the time for which agents were staffed, which share went into calls?
-- Definition: (talk + hold + after-call work) / staffed time; staffed is signed in without lunch
--             and absence from the desk, or by the shift from coming to leaving without lunch;
--             utilization_base says whether paid time is taken instead
-- Better:     neither
-- Window:     the period
-- Needs:      shifts | agent_states
-- Rows:       agent_hours where is_busy_known
-- Adds:       sum(busy_seconds) / sum(base_seconds)
-- Splits:     member, team, location, day, weekday, hour
-- Settings:   ramp_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when utilization_base_seconds > 0 then utilized_seconds end::double as numerator,
    nullif(utilization_base_seconds, 0)::double as denominator,
    utilized_seconds / nullif(utilization_base_seconds, 0)::double as value,
    busy_known_count as sample_count,
    case
        when work_day_count = 0 then 'nobody was at work'
        when staffed_known_count = 0 then 'the shifts do not say when agents came and left'
        when busy_known_count = 0 then 'the call source does not tell talk from wait'
        when utilization_base_seconds = 0 then 'nobody was staffed'
        else nullif(concat_ws(
            '; ',
            case
                when busy_known_count < work_day_count
                    then 'known for ' || busy_known_count || ' of ' || work_day_count
                        || ' agent-days'
            end,
            case
                when wrap_up_day_count = 0 then 'after-call work is not known'
                when wrap_up_day_count < busy_known_count
                    then 'after-call work known on ' || wrap_up_day_count || ' of '
                        || busy_known_count || ' agent-days'
            end,
            case
                when new_agent_count * 4 >= active_agent_count and new_agent_count > 0
                    then new_agent_count || ' of ' || active_agent_count || ' agents are new'
            end
        ), '')
    end as reason

from rollup_workforce

where listed_count > 0
