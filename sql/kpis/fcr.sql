-- Name:       First call resolution
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the first contacts settled the matter?
-- Definition: by fcr_method: first contacts with no further inbound call of the same number within
--             fcr_days / first contacts of known, unshared numbers that are older than that; or
--             calls that the agent, or the caller in a survey, calls settled / calls of which that
--             is known
-- Better:     higher
-- Window:     the period
-- Needs:      calls | call_lines
-- Rows:       inbound_contacts where is_resolved is not null
-- Adds:       count(*) filter (where is_resolved) / count(*)
-- Splits:     member, team, location, day, weekday, queue
-- Matures:    7 days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when settled_count > 0 then resolved_count end::double as numerator,
    nullif(settled_count, 0)::double as denominator,
    resolved_count / nullif(settled_count, 0)::double as value,
    settled_count as sample_count,
    case
        when settled_count = 0 and pending_contact_count > 0 and unknown_contact_count = 0
            then 'all contacts are still pending'
        when pending_contact_count > 0
            then pending_contact_count
                || case when pending_contact_count = 1 then ' contact is' else ' contacts are' end
                || ' still pending, '
                || unknown_contact_count || ' of ' || inbound_count || ' not known'
        when settled_count = 0 and unknown_contact_count = 0
            then 'no first contacts, only further calls'
        when settled_count = 0 then 'known of no answered call'
        when unknown_contact_count > 0
            then 'not known for ' || unknown_contact_count || ' of ' || inbound_count
                || ' answered calls (' || anonymous_count || ' without a number, '
                || shared_count || ' of shared numbers)'
    end as reason

from rollup_quality

where inbound_count > 0
