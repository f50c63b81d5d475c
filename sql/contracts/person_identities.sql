-- Entity:  person_identities
-- Key:     kind, value, source, valid_from_date
-- Keep:    versions
-- Answers: which person is behind a user id, address, extension or display name on a given day?

create table raw.person_identities (
    kind            varchar not null,  -- user_id, email, extension, display_name
    value           varchar not null,
    source          varchar not null,  -- the source in which the value is known; * for all
    person_id       varchar not null,
    valid_from_date date not null,
    valid_to_date   date               -- first day on which it is no longer this person's
);
