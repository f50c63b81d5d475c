-- Name:       Schedule adherence
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_workforce
-- Answers:    of the time for which agents were scheduled, which share were they at work?
-- Definition: scheduled time spent in a state of work, on a break or at lunch / scheduled time; by
--             shifts alone the overlap of the actual with the scheduled time, labelled shift
--             overlap; overtime never raises it, approved leave and cancelled shifts are in neither
--             part
-- Better:     higher
-- Window:     the period
-- Needs:      shifts
-- Rows:       agent_hours where is_judged
-- Adds:       sum(adherent_seconds) / sum(scheduled_seconds)
-- Splits:     member, team, location, day, weekday, hour

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when judged_seconds > 0 then adherent_seconds end::double as numerator,
    nullif(judged_seconds, 0)::double as denominator,
    adherent_seconds / nullif(judged_seconds, 0)::double as value,
    judged_day_count as sample_count,
    case
        when scheduled_seconds = 0 then 'nobody was scheduled'
        when judged_seconds = 0 then 'the shifts do not say when agents came and left'
        else nullif(concat_ws(
            '; ',
            case
                when overlap_day_count = judged_day_count then 'shift overlap'
                when overlap_day_count > 0
                    then 'shift overlap on ' || overlap_day_count || ' of '
                        || judged_day_count || ' agent-days'
            end,
            case
                when judged_day_count < scheduled_day_count
                    then 'known for ' || judged_day_count || ' of ' || scheduled_day_count
                        || ' agent-days'
            end
        ), '')
    end as reason

from rollup_workforce

where listed_count > 0
