-- Entity:  locations
-- Answers: in which regional offices do they work? The export names no zone

select distinct
    regional_office as location_id,
    regional_office as name,
    'America/Chicago' as time_zone

from read_csv(getvariable('folder') || '/sales_teams.csv', header = true, all_varchar = true)
