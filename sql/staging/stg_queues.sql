-- Grain:   source, queue_id
-- Unit:    as in the contract
-- Source:  raw.queues
-- Answers: which team answers for which queue?

select
    source,
    queue_id,
    name,
    team_id,
    service_level_seconds

from raw.queues

where seen_until_run_id is null and not is_deleted
