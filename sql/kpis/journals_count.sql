-- Name:       Journals
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_quality
-- Answers:    how many journals were begun?
-- Definition: journals begun in the period, of every status, by the agent who wrote them; the split
--             by status says how far they are now
-- Better:     neither
-- Window:     the period
-- Needs:      journals
-- Rows:       journals
-- Adds:       count(*)
-- Splits:     member, team, location, day, status

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    journal_count::double as value,
    journal_count as sample_count,
    null::varchar as reason

from rollup_quality

where journal_count > 0
