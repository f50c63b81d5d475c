-- Entity:  queues
-- Source:  Postgres table call_queues
-- Answers: which team answers for the calls that wait in a queue?

select
    '3cx' as source,
    call_queues.extension as queue_id,
    call_queues.name,
    call_queues.team_id

from call_queues
