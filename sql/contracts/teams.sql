-- Entity:  teams
-- Key:     team_id
-- Keep:    versions
-- Answers: which teams are there, of what kind, at which location?

create table raw.teams (
    team_id     varchar not null,
    name        varchar not null,
    kind        varchar not null,      -- success, sales, call_center
    location_id varchar not null
);
