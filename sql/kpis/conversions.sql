-- Name:       Conversions
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_sales
-- Answers:    how many leads were won over for the first time?
-- Definition: leads whose first entry into a converted stage falls in the period, by the owner at
--             that moment, minus those taken back in the period within conversion_days of it; a
--             lead that converts again does not count again
-- Better:     higher
-- Window:     the period
-- Needs:      lead_stages
-- Rows:       conversion_moves
-- Adds:       sum(lead_count)
-- Splits:     member, team, location, day, weekday, hour, lead_type

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    conversion_count::double as value,
    conversion_row_count as sample_count,
    case
        when conversion_row_count > conversion_count
            then (conversion_row_count - conversion_count) // 2 || ' taken back'
    end as reason

from rollup_sales

where
    has_leads
    and outbound_count + contacted_count + conversion_row_count + objection_count + closed_count > 0
