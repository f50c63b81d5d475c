-- Entity:  deals
-- Source:  Postgres table opportunities
-- Answers: which opportunities are open, won or lost, worth how much, and whose are they?

select
    opportunities.id::text as deal_id,
    opportunities.owner_id::text as person_id,
    opportunities.lead_id::text as lead_id,
    opportunities.customer_id::text as tenant_id,
    opportunities.lead_type,
    opportunities.stage,
    (opportunities.probability_percent / 100.0)::numeric(9, 6) as stage_ratio,
    case
        when opportunities.stage = 'closed_won' then 'won'
        when opportunities.stage = 'closed_lost' then 'lost'
        else 'open'
    end as status,
    opportunities.lost_reason,
    opportunities.amount,
    opportunities.currency as currency_code,
    opportunities.created_at as opened_at,
    opportunities.closed_at,
    opportunities.expected_close_date,
    opportunities.last_activity_at as touched_at

from opportunities
