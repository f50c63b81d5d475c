-- Grain:   campaign_id
-- Unit:    as in the contract
-- Source:  raw.campaigns
-- Answers: which campaigns are there?

select
    campaign_id,
    name,
    kind,
    status,
    priority,
    source,
    agent_kind,
    agent_values,
    from_date,
    to_date,
    target_call_count,
    target_conversion_ratio

from raw.campaigns

where seen_until_run_id is null and not is_deleted
