-- Entity:  teams
-- Answers: all agents are one team

select
    'agents' as team_id,
    'Call centre' as name,
    'call_center' as kind,
    'main' as location_id
