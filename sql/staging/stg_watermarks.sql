-- Grain:   source, entity
-- Unit:    instants in UTC
-- Source:  raw.watermarks
-- Answers: up to which instant has each entity with a cursor been read?

select
    source,
    entity,
    watermark_at

from raw.watermarks
