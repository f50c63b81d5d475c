-- Entity:  leads
-- Source:  Postgres table leads
-- Answers: which leads are there, of which type, whose are they, and how far did they come?

select
    leads.id::text as lead_id,
    leads.owner_id::text as person_id,
    leads.lead_type,
    leads.stage,
    case
        when leads.stage = 'converted' then 'won'
        when leads.stage in ('lost', 'disqualified') then 'lost'
        else 'open'
    end as status,
    leads.lost_reason,
    leads.customer_id::text as tenant_id,
    leads.created_at,
    leads.first_contacted_at,
    leads.phone as party_number

from leads
