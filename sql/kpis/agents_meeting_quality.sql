-- Name:       Agents meeting quality
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the agents with enough reviews meets the quality?
-- Definition: agents and months with at least the quota of counted reviews and a QA percent of at
--             least qa_target / agents and months with the quota; whole months only
-- Better:     higher
-- Window:     the period
-- Needs:      qa_reviews
-- Rows:       qa_agent_months where is_judged
-- Adds:       count(*) filter (where is_met) / count(*)
-- Splits:     member, team, location

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when judged_agent_count > 0 then met_agent_count end::double as numerator,
    nullif(judged_agent_count, 0)::double as denominator,
    met_agent_count / nullif(judged_agent_count, 0)::double as value,
    judged_agent_count as sample_count,
    case
        when judged_agent_count = 0 then 'no agent has the quota of reviews'
        when judged_agent_count < agent_month_count
            then 'enough reviews for ' || judged_agent_count || ' of ' || agent_month_count
                || ' agents and months'
    end as reason

from rollup_quality

where agent_month_count > 0
