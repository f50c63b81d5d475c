-- Name:       Talk-time share
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_workforce
-- Answers:    of the time for which agents were staffed, which share did they talk with callers?
-- Definition: talk of external calls / staffed time; of parallel calls each second counts once
-- Better:     neither
-- Window:     the period
-- Needs:      shifts | agent_states
-- Rows:       agent_hours where is_busy_known
-- Adds:       sum(talk_seconds) / sum(staffed_seconds)
-- Splits:     member, team, location, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when talk_base_seconds > 0 then talk_seconds end::double as numerator,
    nullif(talk_base_seconds, 0)::double as denominator,
    talk_seconds / nullif(talk_base_seconds, 0)::double as value,
    busy_known_count as sample_count,
    case
        when work_day_count = 0 then 'nobody was at work'
        when staffed_known_count = 0 then 'the shifts do not say when agents came and left'
        when busy_known_count = 0 then 'the call source does not tell talk from wait'
        when talk_base_seconds = 0 then 'nobody was staffed'
        when busy_known_count < work_day_count
            then 'known for ' || busy_known_count || ' of ' || work_day_count || ' agent-days'
    end as reason

from rollup_workforce

where listed_count > 0
