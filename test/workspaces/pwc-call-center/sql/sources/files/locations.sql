-- Entity:  locations
-- Answers: all agents work in one place

select
    'main' as location_id,
    'Main office' as name,
    'Europe/Zurich' as time_zone
