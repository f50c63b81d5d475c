-- Grain:   lead_stage_id
-- Unit:    as in the contract
-- Source:  raw.lead_stages
-- Answers: when did a lead come into which stage?

select
    lead_stage_id,
    lead_id,
    stage,
    is_converted,
    person_id,
    objection,
    entered_at

from raw.lead_stages
