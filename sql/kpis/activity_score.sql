-- Name:       Activity score
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       score
-- Source:     rollup_activity
-- Answers:    how much of the agreed contact with its accounts did a scope keep up?
-- Definition: 100 x sum over kinds of weight x min(1, touches / (target per account-week x account-
--             weeks)); touches of people, the same kind for the same account in one hour counted
--             once; account-weeks leave out days away
-- Better:     higher
-- Window:     the period
-- Needs:      activities, tenant_owners
-- Rows:       activity_by_kind
-- Adds:       sum(points)
-- Splits:     kind
-- Benchmark:  activity_of_others

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when has_history and account_days >= 6.999 then coalesce(activity_score, 0) end as value,
    agreed_touch_count as sample_count,
    case
        when has_history is not true then 'no activities are known yet'
        when account_days < 6.999 then 'less than one account-week'
    end as reason

from rollup_activity
