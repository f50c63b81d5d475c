-- Grain:   entity
-- Unit:    one row an entity
-- Source:  raw.entities
-- Answers: which entities have a mapping, and to which source?

select
    entity,
    state,
    source,
    mapping_path

from raw.entities
