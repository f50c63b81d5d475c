-- Name:       Journals pending review
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_quality
-- Answers:    how many journals wait for a supervisor?
-- Definition: journals begun in the period that are submitted and not yet reviewed, as of the build
-- Better:     lower
-- Window:     the period, as of the build
-- Needs:      journals
-- Rows:       journals
-- Adds:       count(*) filter (where status = 'submitted')
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    pending_journal_count::double as value,
    journal_count as sample_count,
    null::varchar as reason

from rollup_quality

where journal_count > 0
