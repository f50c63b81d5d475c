-- Entity:  locations
-- Source:  Postgres table locations
-- Answers: where do teams work, and in which time zone are their days?

select
    locations.id as location_id,
    locations.name,
    locations.time_zone

from locations
