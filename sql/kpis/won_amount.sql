-- Name:       Amount won
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       currency
-- Source:     rollup_sales
-- Answers:    what were the opportunities worth that were won?
-- Definition: sum of amounts of the opportunities won in the period
-- Better:     higher
-- Window:     the period
-- Needs:      deals
-- Rows:       closed_deals where is_won and amount is not null
-- Adds:       sum(amount)
-- Splits:     member, team, location, day, weekday, lead_type

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    null::double as numerator,
    null::double as denominator,
    case when won_count = 0 or won_amount_known_count > 0 then won_amount end::double as value,
    won_count as sample_count,
    case
        when won_amount_known_count < won_count
            then won_count - won_amount_known_count || ' of ' || won_count
                || ' deals won have no amount'
    end as reason

from rollup_sales

where closed_count > 0
