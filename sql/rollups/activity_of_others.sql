-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    peer_value as the activity score, from 0 to 100
-- Source:  activity_by_kind; the seed activity_targets
-- Answers: how much of the agreed contact did the rest of a person's team keep up, or the other
--          tenants' owners, all of them together?
-- Kept as: view

-- KPI.md, section 3.7: the formula over summed touches and summed account-weeks. Scores of people
-- are never averaged: one with a single account would weigh as much as one with twenty.

with

touches_by_kind as (

    select
        scope_kind,
        scope_id,
        case
            when scope_kind = 'tenant' then 'all tenants'
            else split_part(scope_id, '/', 1)
        end as group_id,
        grain,
        period_start_date,
        kind,
        touch_count,
        account_days::decimal(18, 9) as account_days

    from activity_by_kind

    where scope_kind in ('team_member', 'tenant')

),

-- Account-days are of no kind and stand beside each.
books as (

    select
        scope_kind,
        scope_id,
        group_id,
        grain,
        period_start_date,
        max(account_days) as account_days

    from touches_by_kind

    group by scope_kind, scope_id, group_id, grain, period_start_date

),

group_books as (

    select
        scope_kind,
        group_id,
        grain,
        period_start_date,
        sum(account_days) as account_days

    from books

    group by scope_kind, group_id, grain, period_start_date

),

group_touches as (

    select
        scope_kind,
        group_id,
        grain,
        period_start_date,
        kind,
        sum(touch_count) as touch_count

    from touches_by_kind

    group by scope_kind, group_id, grain, period_start_date, kind

),

targets as (

    select
        kind,
        target_per_account_week,
        weight / nullif((select sum(weight::decimal(9, 6))::double from activity_targets), 0)
            as weight

    from activity_targets

),

rated as (

    select
        books.scope_kind,
        books.scope_id,
        books.grain,
        books.period_start_date,
        targets.weight,
        (coalesce(group_touches.touch_count, 0) - coalesce(touches_by_kind.touch_count, 0)) * 7
        / nullif((group_books.account_days - books.account_days)::double, 0)
        / nullif(targets.target_per_account_week, 0) as target_ratio

    from books

    inner join group_books
        on books.scope_kind = group_books.scope_kind
        and books.group_id = group_books.group_id
        and books.grain = group_books.grain
        and books.period_start_date = group_books.period_start_date

    cross join targets

    left join group_touches
        on books.scope_kind = group_touches.scope_kind
        and books.group_id = group_touches.group_id
        and books.grain = group_touches.grain
        and books.period_start_date = group_touches.period_start_date
        and targets.kind = group_touches.kind

    left join touches_by_kind
        on books.scope_kind = touches_by_kind.scope_kind
        and books.scope_id = touches_by_kind.scope_id
        and books.grain = touches_by_kind.grain
        and books.period_start_date = touches_by_kind.period_start_date
        and targets.kind = touches_by_kind.kind

),

final as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        sum(
            (
                100 * weight * case
                    when target_ratio > 1 then 1
                    else target_ratio
                end
            )::decimal(18, 9)
        )::double as peer_value

    from rated

    group by scope_kind, scope_id, grain, period_start_date

)

select * from final
