-- Name:       Lead conversion rate
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_sales
-- Answers:    of the leads first contacted in the period, which share converted in time?
-- Definition: leads first contacted in the period that converted within conversion_days / leads
--             first contacted in the period; leads whose conversion_days are not over are pending
--             and left out, converted or not; by the owner at the first contact
-- Better:     higher
-- Window:     the period
-- Needs:      leads, lead_stages
-- Rows:       contacted_leads where is_matured
-- Adds:       count(*) filter (where is_converted) / count(*)
-- Splits:     member, team, location, day, weekday, lead_type
-- Matures:    30 days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when matured_count > 0 then matured_converted_count end::double as numerator,
    nullif(matured_count, 0)::double as denominator,
    matured_converted_count / nullif(matured_count, 0)::double as value,
    matured_count as sample_count,
    case
        when matured_count < contacted_count
            then contacted_count - matured_count || ' pending, left out'
    end as reason

from rollup_sales

where contacted_count > 0
