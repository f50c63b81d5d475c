-- Answers:    does every required source of calls reach close enough to the as-of?
-- On failure: stop

select
    source_state.source,
    source_state.newest_at,
    run_settings.as_of_at,
    source_state.max_age_hours

from source_state

cross join run_settings

where
    source_state.is_required
    and source_state.newest_at is not null
    and source_state.newest_at
    < run_settings.as_of_at - to_hours(source_state.max_age_hours::integer)
