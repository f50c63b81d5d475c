-- Name:       Journal coverage
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the calls was written up?
-- Definition: answered calls of call centres with a journal of any status / answered calls of call
--             centres since the first journal
-- Better:     higher
-- Window:     the period
-- Needs:      journals, calls | call_lines
-- Rows:       answered_calls where is_journal_due
-- Adds:       count(*) filter (where has_journal) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when journal_due_count > 0 then journaled_call_count end::double as numerator,
    nullif(journal_due_count, 0)::double as denominator,
    journaled_call_count / nullif(journal_due_count, 0)::double as value,
    journal_due_count as sample_count,
    case when journal_due_count = 0 then 'no journals were kept yet' end as reason

from rollup_quality

where answered_count > 0
