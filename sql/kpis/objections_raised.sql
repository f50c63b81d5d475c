-- Name:       Objections raised
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       count
-- Source:     rollup_sales
-- Answers:    how often did leads say something against, and what?
-- Definition: moves of leads that named an objection
-- Better:     neither
-- Window:     the period
-- Needs:      lead_stages
-- Rows:       objections
-- Adds:       count(*)
-- Splits:     member, team, location, day, weekday, lead_type, objection

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    objection_count::double as value,
    objection_count as sample_count,
    null::varchar as reason

from rollup_sales

where objection_count > 0
