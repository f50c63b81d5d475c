-- Name:       Logging accuracy
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    of the calls that somebody checked, which share was logged with the right outcome?
-- Definition: audited answered calls whose logged outcome is the one that the audit found / audited
--             answered calls; capitals apart; an outcome that was not logged is not right; audits
--             are a sample, so read it with their number
-- Better:     higher
-- Window:     the period
-- Needs:      call_annotations, calls | call_lines
-- Rows:       answered_calls where is_logged_right is not null
-- Adds:       count(*) filter (where is_logged_right) / count(*)
-- Splits:     member, team, location, day, weekday

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when audited_count > 0 then logged_right_count end::double as numerator,
    nullif(audited_count, 0)::double as denominator,
    logged_right_count / nullif(audited_count, 0)::double as value,
    audited_count as sample_count,
    case when audited_count = 0 then 'no call was audited' end as reason

from rollup_quality

where answered_count > 0
