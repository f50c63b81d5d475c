-- Entity:  absences
-- Key:     absence_id
-- Private: the reason in words: not selected
-- Keep:    versions
-- Answers: who was away on which days, with leave or without?

create table raw.absences (
    absence_id  varchar not null,
    person_id   varchar not null,
    kind        varchar not null,         -- vacation, sick, training, other
    from_date   date not null,
    to_date     date not null,            -- first day back
    day_share   decimal(9, 6),            -- of each day, 0.5 for half days; null: 1
    is_approved boolean                   -- null: not known; only approved leave excuses a shift
);
