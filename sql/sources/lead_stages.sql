-- Entity:   lead_stages
-- Source:   Postgres table lead_stage_changes
-- Cursor:   entered_at
-- Lookback: 7 days
-- Answers:  when did a lead come into which stage, and whose was it then?

select
    lead_stage_changes.id::text as lead_stage_id,
    lead_stage_changes.lead_id::text as lead_id,
    lead_stage_changes.stage,
    lead_stage_changes.stage = 'converted' as is_converted,
    lead_stage_changes.owner_id::text as person_id,
    lead_stage_changes.objection,
    lead_stage_changes.changed_at as entered_at

from lead_stage_changes
