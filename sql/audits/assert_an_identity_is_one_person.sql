-- Answers:    is an extension, address or name of a source one person's on every day?
-- On failure: stop

select
    one.source,
    one.kind,
    one.value,
    one.person_id,
    other.person_id as other_person_id,
    greatest(one.valid_from_date, other.valid_from_date) as from_date,
    least(one.valid_to_date, other.valid_to_date) as to_date

from identities as one

inner join identities as other
    on one.kind = other.kind
    and one.value = other.value
    and one.source = other.source
    and one.person_id < other.person_id
    and one.valid_from_date < other.valid_to_date
    and other.valid_from_date < one.valid_to_date
