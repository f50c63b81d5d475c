-- Entity:  queues
-- Answers: every call of the export waited in the same queue

select
    'calls-export' as source,
    'hotline' as queue_id,
    'Hotline' as name,
    'agents' as team_id,
    null::integer as service_level_seconds
