-- Grain:   scope_kind, scope_id, grain, period_start_date, contract_id, is_ahead
-- Unit:    amounts in the workspace's currency a year, times the ownership share
-- Source:  contract_terms; tenant_ownership; tenants; tenant_health;
--          health_bands; periods
-- Answers: which contracts of a scope were up for renewal in a period, which are in the 90 days
--          after it (is_ahead) without a renewal signed by its end, and what was renewed?

with

windows as (

    select
        grain,
        period_start_date,
        closing_date

    from periods

    where grain != 'day'

),

-- A term that ended in the period counts for its owner on that day; one that will end soon after
-- it, for its owner at the period's end.
ends as (

    select
        windows.grain,
        windows.period_start_date,
        contract_terms.contract_id,
        contract_terms.tenant_id,
        contract_terms.term_end_date,
        contract_terms.term_end_date as owned_date,
        contract_terms.status != 'pending' as is_judged,
        contract_terms.status = 'pending' as is_pending,
        false as is_ahead,
        false as has_notice,
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
        contract_terms.term_end_date,
        windows.closing_date - 1 as owned_date,
        false as is_judged,
        false as is_pending,
        true as is_ahead,
        coalesce(contract_terms.notice_date < windows.closing_date, false) as has_notice,
        contract_terms.arr_amount,
        0 as renewed_arr

    from windows

    inner join contract_terms
        on contract_terms.term_end_date >= windows.closing_date
        and contract_terms.term_end_date < windows.closing_date + 90
        and contract_terms.from_date < windows.closing_date
        and coalesce(contract_terms.live_to_date, date '9999-12-31') >= windows.closing_date
        and coalesce(contract_terms.renewal_signed_date, date '9999-12-31') >= windows.closing_date

),

owned as (

    select
        ends.grain,
        ends.period_start_date,
        ends.contract_id,
        ends.tenant_id,
        ends.term_end_date,
        ends.is_judged,
        ends.is_pending,
        ends.is_ahead,
        ends.has_notice,
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
        end::scope_kind as scope_kind,
        case grouping(location_id, team_id, person_id)
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,
        contract_id,
        tenant_id,
        any_value(term_end_date) as term_end_date,
        is_judged,
        is_pending,
        is_ahead,
        has_notice,
        sum(arr_amount) as arr_amount,
        sum(renewed_arr) as renewed_arr

    from owned

    group by
        contract_id,
        tenant_id,
        is_judged,
        is_pending,
        is_ahead,
        has_notice,
        grouping sets (
            (grain, period_start_date, location_id),
            (grain, period_start_date, team_id),
            (grain, period_start_date, person_id),
            (grain, period_start_date, team_id, person_id)
        )

    union all

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        grain,
        period_start_date,
        contract_id,
        tenant_id,
        term_end_date,
        is_judged,
        is_pending,
        is_ahead,
        has_notice,
        arr_amount,
        renewed_arr

    from ends

    union all

    select
        'tenant'::scope_kind as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,
        contract_id,
        tenant_id,
        term_end_date,
        is_judged,
        is_pending,
        is_ahead,
        has_notice,
        arr_amount,
        renewed_arr

    from ends

),

final as (

    select
        scoped.scope_kind,
        scoped.scope_id,
        scoped.grain,
        scoped.period_start_date,
        scoped.contract_id,
        scoped.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        health_bands.health_band,
        -- Unknown where the account is no longer, or not yet, an active one.
        tenant_health.score as health_score,
        scoped.term_end_date,
        scoped.is_judged,
        scoped.is_pending,
        scoped.is_ahead,
        scoped.has_notice,
        -- By way of a double for speed, as in rollup_revenue.
        scoped.arr_amount::double::decimal(18, 6) as arr_amount,
        scoped.renewed_arr::double::decimal(18, 6) as renewed_arr

    from scoped

    left join tenants
        on scoped.tenant_id = tenants.tenant_id

    inner join periods
        on scoped.grain = periods.grain
        and scoped.period_start_date = periods.period_start_date

    left join tenant_health
        on periods.closing_date = tenant_health.closing_date
        and scoped.tenant_id = tenant_health.tenant_id

    asof left join health_bands
        on scoped.tenant_id = health_bands.tenant_id
        and periods.closing_date >= health_bands.from_date

    where scoped.scope_id is not null

)

select * from final
