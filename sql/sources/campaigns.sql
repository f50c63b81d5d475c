-- Entity:  campaigns
-- Source:  Postgres table call_campaigns; the counts that it keeps are made from the calls instead
-- Answers: which campaigns are there, of which kind, with which targets, and who works on them?

select
    call_campaigns.id::text as campaign_id,
    call_campaigns.campaign_name as name,
    call_campaigns.campaign_type as kind,
    call_campaigns.campaign_status as status,
    call_campaigns.priority_level as priority,
    '3cx' as source,
    'email' as agent_kind,
    call_campaigns.assigned_agents as agent_values,
    call_campaigns.start_date as from_date,
    call_campaigns.end_date + 1 as to_date,
    call_campaigns.target_call_count,
    (call_campaigns.target_conversion_rate / 100)::numeric(9, 6) as target_conversion_ratio

from call_campaigns
