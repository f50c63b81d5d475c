-- Name:       Touch coverage
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_contacts
-- Answers:    with which share of its accounts was a scope in contact, both ways?
-- Definition: active accounts with an activity in which the customer took part, or an answered
--             message, in the 30 days before the period's end / active accounts, by ownership share
-- Better:     higher
-- Window:     30 days before the period's end
-- Needs:      activities | messages
-- Rows:       contacts_by_tenant
-- Adds:       sum(share) filter (where is_touched) / sum(share)
-- Splits:     member, team, location, tenant, segment, industry, health_band

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    touched_share as numerator,
    account_share as denominator,
    case when has_history then touched_share / nullif(account_share, 0) end as value,
    account_count as sample_count,
    case when has_history is not true then 'less than 30 days of contact are known' end as reason

from rollup_contacts
