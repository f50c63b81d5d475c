-- Name:       QA quota coverage
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    did the agents get the reviews that they are owed?
-- Definition: counted reviews, at most the quota of each agent and month / the quota of all agents
--             who answered calls in the month; whole months only, from that of the first review on
-- Better:     higher
-- Window:     the period
-- Needs:      qa_reviews
-- Rows:       qa_agent_months
-- Adds:       sum(covered_count) / sum(quota_count)
-- Splits:     member, team, location

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when quota_count > 0 then covered_count end::double as numerator,
    nullif(quota_count, 0)::double as denominator,
    covered_count / nullif(quota_count, 0)::double as value,
    quota_count as sample_count,
    case when quota_count = 0 then 'no agents' end as reason

from rollup_quality

where agent_month_count > 0
