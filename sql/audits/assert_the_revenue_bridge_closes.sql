-- Answers:    does the opening plus everything that happened give the closing, and is that the
--             portfolio?
-- On failure: stop

with

bridges as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        opening_arr
        + new_arr
        + reactivation_arr
        + expansion_arr
        - contraction_arr
        - churned_arr
        + passing_arr
        + transferred_in_arr
        - transferred_out_arr as expected_arr,
        closing_arr

    from rollup_revenue

)

select
    coalesce(bridges.scope_kind, rollup_portfolio.scope_kind) as scope_kind,
    coalesce(bridges.scope_id, rollup_portfolio.scope_id) as scope_id,
    coalesce(bridges.grain, rollup_portfolio.grain) as grain,
    coalesce(bridges.period_start_date, rollup_portfolio.period_start_date) as period_start_date,
    bridges.expected_arr,
    bridges.closing_arr,
    rollup_portfolio.arr_amount as portfolio_arr

from bridges

full join rollup_portfolio
    on bridges.scope_kind = rollup_portfolio.scope_kind
    and bridges.scope_id = rollup_portfolio.scope_id
    and bridges.grain = rollup_portfolio.grain
    and bridges.period_start_date = rollup_portfolio.period_start_date

inner join periods
    on coalesce(bridges.grain, rollup_portfolio.grain) = periods.grain
    and coalesce(bridges.period_start_date, rollup_portfolio.period_start_date)
    = periods.period_start_date
    and periods.grain != 'day'
    and periods.period_start_date < periods.closing_date

where
    abs(coalesce(bridges.expected_arr, 0) - coalesce(bridges.closing_arr, 0)) > 0.01
    or abs(coalesce(bridges.closing_arr, 0) - coalesce(rollup_portfolio.arr_amount, 0)) > 0.01
