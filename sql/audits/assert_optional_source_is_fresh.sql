-- Answers:    does every source that is not required reach close enough to the as-of?
-- On failure: warn

select
    source_state.source,
    source_state.newest_at,
    run_settings.as_of_at,
    source_state.max_age_hours

from source_state

cross join run_settings

where
    not source_state.is_required
    and source_state.newest_at
    < run_settings.as_of_at - to_hours(source_state.max_age_hours::integer)
