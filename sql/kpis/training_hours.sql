-- Name:       Training hours
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       hours
-- Source:     rollup_workforce
-- Answers:    how many hours of training came to an end?
-- Definition: time spent on trainings that were completed or failed, counted whole on the day on
--             which they ended
-- Better:     higher
-- Window:     the period
-- Needs:      trainings
-- Rows:       finished_trainings where duration_seconds is not null
-- Adds:       sum(duration_seconds)/3600.0
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when training_known_count > 0 then training_seconds end / nullif(3600.0, 0)::double
        as value,
    training_known_count as sample_count,
    case
        when training_known_count = 0 then 'the source does not say how long trainings took'
        when training_known_count < training_count
            then 'known for ' || training_known_count || ' of ' || training_count || ' trainings'
    end as reason

from rollup_workforce

where training_count > 0
