-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    amounts in the workspace's currency a year, times the ownership share; counts in
--          contracts
-- Source:  contract_terms; tenant_ownership; rollup_portfolio; periods
-- Answers: what was up for renewal in a period, what was renewed, and what comes up in the 90 days
--          after it?

with

windows as (

    select
        grain,
        period_start_date,
        closing_date

    from periods

    where grain != 'day' and period_start_date < closing_date

),

-- A term that ended in the period counts for its owner on that day; one that will end soon after
-- it, for its owner at the period's end.
ends as (

    select
        windows.grain,
        windows.period_start_date,
        contract_terms.contract_id,
        contract_terms.tenant_id,
        contract_terms.term_end_date as owned_date,
        contract_terms.status != 'pending' as is_judged,
        contract_terms.status = 'pending' as is_pending,
        false as is_ahead,
        contract_terms.arr_amount,
        contract_terms.renewed_arr

    from windows

    inner join contract_terms
        on contract_terms.term_end_date >= windows.period_start_date
        and contract_terms.term_end_date < windows.closing_date

    union all

    select
        windows.grain,
        windows.period_start_date,
        contract_terms.contract_id,
        contract_terms.tenant_id,
        windows.closing_date - 1 as owned_date,
        false as is_judged,
        false as is_pending,
        true as is_ahead,
        contract_terms.arr_amount,
        0 as renewed_arr

    from windows

    inner join contract_terms
        on contract_terms.term_end_date >= windows.closing_date
        and contract_terms.term_end_date < windows.closing_date + 90
        and contract_terms.from_date < windows.closing_date
        and coalesce(contract_terms.live_to_date, date '9999-12-31') >= windows.closing_date

),

owned as (

    select
        ends.grain,
        ends.period_start_date,
        ends.contract_id,
        ends.is_judged,
        ends.is_pending,
        ends.is_ahead,
        tenant_ownership.location_id,
        tenant_ownership.team_id,
        tenant_ownership.person_id,
        ends.arr_amount * tenant_ownership.share as arr_amount,
        ends.renewed_arr * tenant_ownership.share as renewed_arr

    from ends

    inner join tenant_ownership
        on ends.tenant_id = tenant_ownership.tenant_id
        and ends.owned_date >= tenant_ownership.from_date
        and ends.owned_date < tenant_ownership.to_date

),

scoped as (

    select
        case grouping(location_id, team_id, person_id)
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end as scope_kind,
        case grouping(location_id, team_id, person_id)
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,
        contract_id,
        is_judged,
        is_pending,
        is_ahead,
        sum(arr_amount) as arr_amount,
        sum(renewed_arr) as renewed_arr

    from owned

    group by
        grouping sets (
            (grain, period_start_date, contract_id, is_judged, is_pending, is_ahead, location_id),
            (grain, period_start_date, contract_id, is_judged, is_pending, is_ahead, team_id),
            (grain, period_start_date, contract_id, is_judged, is_pending, is_ahead, person_id),
            (
                grain, period_start_date, contract_id, is_judged, is_pending, is_ahead,
                team_id, person_id
            )
        )

    union all

    select
        'organization' as scope_kind,
        'all' as scope_id,
        grain,
        period_start_date,
        contract_id,
        is_judged,
        is_pending,
        is_ahead,
        arr_amount,
        renewed_arr

    from ends

    union all

    select
        'tenant' as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,
        contract_id,
        is_judged,
        is_pending,
        is_ahead,
        arr_amount,
        renewed_arr

    from ends

),

sums as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        sum(arr_amount) filter (where is_judged) as due_arr,
        sum(renewed_arr) filter (where is_judged) as renewed_arr,
        count(*) filter (where is_judged) as due_count,
        sum(arr_amount) filter (where is_pending) as pending_arr,
        count(*) filter (where is_pending) as pending_count,
        sum(arr_amount) filter (where is_ahead) as ahead_arr,
        count(*) filter (where is_ahead) as ahead_count

    from scoped

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
        coalesce(sums.pending_arr, 0)::double as pending_arr,
        coalesce(sums.pending_count, 0)::bigint as pending_count,
        coalesce(sums.ahead_arr, 0)::double as ahead_arr,
        coalesce(sums.ahead_count, 0)::bigint as ahead_count

    from expected

    left join sums
        on expected.scope_kind = sums.scope_kind
        and expected.scope_id = sums.scope_id
        and expected.grain = sums.grain
        and expected.period_start_date = sums.period_start_date

    where expected.scope_id is not null

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
