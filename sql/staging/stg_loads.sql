-- Grain:   load_id
-- Unit:    rows
-- Source:  raw.loads
-- Answers: which loads changed raw, with how many rows read, loaded and rejected?

select
    load_id,
    entity,
    source,
    file_hash,
    read_count,
    loaded_count,
    rejected_count,
    deleted_count,
    newest_at,
    loaded_at

from raw.loads
