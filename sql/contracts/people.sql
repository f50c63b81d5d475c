-- Entity:  people
-- Key:     person_id
-- Keep:    versions
-- Answers: who works here, under which name and address, and since when?

create table raw.people (
    person_id   varchar not null,
    name        varchar not null,
    email       varchar,          -- where a digest goes; null: the person gets none
    joined_date date,
    left_date   date              -- first day on which the person is gone
);
