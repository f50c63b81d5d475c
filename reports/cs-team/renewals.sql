-- Grain:   row_kind, row_id, metric_id
-- Answers: which contracts of the team come up for renewal in the 90 days after the period, or are
--          overdue, what are they worth, how healthy are the customers and who looks after them?

with

report as (

    select * from report_scope

),

contracts as (

    select renewals_by_contract.*

    from report

    inner join renewals_by_contract
        on report.grain = renewals_by_contract.grain
        and report.period_start_date >= renewals_by_contract.period_start_date

    -- What is overdue stands in the period in which its term ended, and stays until it is settled.
    where
        renewals_by_contract.is_pending
        or (
            renewals_by_contract.is_ahead
            and renewals_by_contract.period_start_date = report.period_start_date
        )

),

-- A contract of two owners names both.
owners as (

    select
        contracts.contract_id,
        string_agg(scopes.scope_name, ', ' order by scopes.scope_name) as owner_names

    from contracts

    inner join scopes
        on contracts.scope_kind = scopes.scope_kind
        and contracts.scope_id = scopes.scope_id

    cross join report

    where
        scopes.scope_kind = 'team_member'
        and scopes.team_id = report.scope_id

    group by contracts.contract_id

),

due as (

    select
        contracts.contract_id,
        contracts.tenant_name,
        contracts.term_end_date,
        contracts.is_pending,
        contracts.has_notice,
        contracts.arr_amount,
        contracts.health_score,
        contracts.health_band,
        coalesce(owners.owner_names, 'nobody') as owner_names,
        row_number() over (
            order by contracts.term_end_date, contracts.tenant_name, contracts.contract_id
        ) as row_order

    from contracts

    inner join report
        on contracts.scope_kind = report.scope_kind
        and contracts.scope_id = report.scope_id

    left join owners
        on contracts.contract_id = owners.contract_id

),

totals as (

    select
        count(*) || case count(*) when 1 then ' contract' else ' contracts' end as row_label,
        sum(arr_amount::decimal(18, 4))::double as arr_amount

    from due

    having count(*) > 0

),

-- One cell a row: what cannot be reckoned with is text, sorted by its number.
cells as (

    select
        *,
        'term_end_date' as metric_id,
        1 as column_order,
        'Due' as column_label,
        'text' as unit,
        epoch(term_end_date) as value,
        strftime(term_end_date, '%b %-d, %Y')
            || case
                when is_pending then ' (overdue)'
                when has_notice then ' (notice given)'
                else ''
            end as text,
        null::varchar as reason

    from due

    union all

    select
        *,
        'renewals_due_arr' as metric_id,
        2 as column_order,
        'ARR' as column_label,
        'currency' as unit,
        arr_amount as value,
        null as text,
        null as reason

    from due

    union all

    select
        *,
        'health_score' as metric_id,
        3 as column_order,
        'Health score' as column_label,
        'score' as unit,
        health_score as value,
        null as text,
        'too little is known for a score' as reason

    from due

    union all

    select
        *,
        'health_band' as metric_id,
        4 as column_order,
        'Band' as column_label,
        'text' as unit,
        health_score as value,
        health_band as text,
        null as reason

    from due

    union all

    select
        *,
        'owner' as metric_id,
        5 as column_order,
        'Owner' as column_label,
        'text' as unit,
        dense_rank() over (order by owner_names) as value,
        owner_names as text,
        null as reason

    from due

),

final as (

    select
        'contract' as row_kind,
        contract_id as row_id,
        metric_id,
        row_order,
        coalesce(tenant_name, 'unknown customer') as row_label,
        column_order,
        column_label,
        null::varchar as period_window,
        unit,
        value::double as value,
        null::double as numerator,
        null::double as denominator,
        null::bigint as sample_count,
        case when value is null then reason end as reason,
        false as is_small_sample,
        text

    from cells

    union all

    select
        'team' as row_kind,
        'all' as row_id,
        'renewals_due_arr' as metric_id,
        1000000 as row_order,
        totals.row_label,
        2 as column_order,
        'ARR' as column_label,
        null as period_window,
        'currency' as unit,
        totals.arr_amount as value,
        null as numerator,
        null as denominator,
        null as sample_count,
        null as reason,
        false as is_small_sample,
        null as text

    from totals

    union all

    -- Scores do not add up: the place under them stays empty.
    select
        'team' as row_kind,
        'all' as row_id,
        'health_score' as metric_id,
        1000000 as row_order,
        totals.row_label,
        3 as column_order,
        'Health score' as column_label,
        null as period_window,
        'text' as unit,
        null as value,
        null as numerator,
        null as denominator,
        null as sample_count,
        null as reason,
        false as is_small_sample,
        '' as text

    from totals

)

select * from final
order by row_order, column_order
