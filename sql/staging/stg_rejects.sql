-- Grain:   source?, entity, reason?
-- Unit:    rows
-- Source:  raw.rejects
-- Answers: how many rows were rejected, of which entity, for which reason?

select
    source,
    entity,
    reason,
    count(*) as reject_count

from raw.rejects

group by source, entity, reason
