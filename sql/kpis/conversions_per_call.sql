-- Name:       Conversions per call (mixed grain)
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_sales
-- Answers:    how many leads were won over for each call placed?
-- Definition: conversions / calls made; leads over calls, so of a mixed grain: one lead takes
--             several calls or none, and the ratio can exceed 100 %
-- Better:     higher
-- Window:     the period
-- Needs:      lead_stages, calls | call_lines
-- Rows:       sales_sums_by_day
-- Adds:       sum(conversion_count) / sum(attempts_known_count)
-- Splits:     member, team, location, day, weekday
-- Settings:   conversion_days

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when attempts_known_count > 0 or outbound_count = 0 then conversion_count end::double
        as numerator,
    case when attempts_known_count > 0 or outbound_count = 0 then attempts_known_count end::double
        as denominator,
    conversion_count / nullif(attempts_known_count, 0)::double as value,
    attempts_known_count as sample_count,
    case
        when outbound_count = 0 then 'no calls made'
        when attempts_known_count = 0 then 'the call source leaves out unanswered calls'
        when attempts_known_count < outbound_count
            then 'unanswered calls known for ' || attempts_known_count || ' of '
                || outbound_count || ' calls'
    end as reason

from rollup_sales

where has_leads and (outbound_count > 0 or conversion_row_count > 0)
