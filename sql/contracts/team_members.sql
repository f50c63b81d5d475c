-- Entity:  team_members
-- Key:     person_id, team_id, from_date
-- Keep:    versions
-- Answers: who was in which team, in which role, from when to when?

create table raw.team_members (
    person_id varchar not null,
    team_id   varchar not null,
    role      varchar not null,        -- member, lead, supervisor, manager
    from_date date not null,
    to_date   date                     -- first day outside the team
);
