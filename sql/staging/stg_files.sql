-- Grain:   source, file_hash
-- Unit:    lines
-- Source:  raw.files
-- Answers: which telephone exports were read, and what became of their lines?

select
    source,
    file_hash,
    line_count,
    loaded_count,
    rejected_count,
    coalesce(skipped_count, 0) as skipped_count,
    coalesce(merged_count, 0) as merged_count,
    note,
    loaded_at

from raw.files
