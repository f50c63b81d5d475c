-- Entity:  locations
-- Key:     location_id
-- Keep:    versions
-- Answers: where do teams work, and in which time zone are their days?

create table raw.locations (
    location_id varchar not null,
    name        varchar not null,
    time_zone   varchar not null       -- IANA name, such as America/Detroit
);
