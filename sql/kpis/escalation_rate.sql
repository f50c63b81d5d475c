-- Name:       Escalation rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the answered calls had to be escalated?
-- Definition: escalated calls / answered calls of which is known whether they were
-- Better:     lower
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where is_escalated is not null
-- Adds:       count(*) filter (where is_escalated) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when escalation_known_count > 0 then escalated_count end::double as numerator,
    nullif(escalation_known_count, 0)::double as denominator,
    escalated_count / nullif(escalation_known_count, 0)::double as value,
    escalation_known_count as sample_count,
    case
        when escalation_known_count = 0 then 'not recorded of any call'
        when escalation_known_count < answered_count
            then 'recorded for ' || escalation_known_count || ' of ' || answered_count
                || ' answered calls'
    end as reason

from rollup_quality

where answered_count > 0
