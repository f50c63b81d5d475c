-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    amounts in the workspace's currency a year, times the ownership share; counts in
--          contracts
-- Source:  renewals_by_contract; rollup_portfolio
-- Answers: what was up for renewal in a period, what was renewed, and what comes up in the 90 days
--          after it?

with

sums as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        sum(arr_amount) filter (where is_judged) as due_arr,
        sum(renewed_arr) filter (where is_judged) as renewed_arr,
        count(*) filter (where is_judged) as due_count,
        count(*) filter (where is_pending) as pending_count,
        sum(arr_amount) filter (where is_ahead) as ahead_arr,
        count(*) filter (where is_ahead) as ahead_count

    from renewals_by_contract

    group by scope_kind, scope_id, grain, period_start_date

),

-- Who has revenue and nothing to renew keeps a row, so that the missing rate has its reason.
expected as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date

    from rollup_portfolio

    where grain != 'day'

    union

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date

    from sums

),

final as (

    select
        expected.scope_kind,
        expected.scope_id,
        expected.grain,
        expected.period_start_date,

        coalesce(sums.due_arr, 0)::double as due_arr,
        coalesce(sums.renewed_arr, 0)::double as renewed_arr,
        coalesce(sums.due_count, 0)::bigint as due_count,
        coalesce(sums.pending_count, 0)::bigint as pending_count,
        coalesce(sums.ahead_arr, 0)::double as ahead_arr,
        coalesce(sums.ahead_count, 0)::bigint as ahead_count

    from expected

    left join sums
        on expected.scope_kind = sums.scope_kind
        and expected.scope_id = sums.scope_id
        and expected.grain = sums.grain
        and expected.period_start_date = sums.period_start_date

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
