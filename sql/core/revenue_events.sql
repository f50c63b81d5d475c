-- Grain:   scope_kind, scope_id, tenant_id, event_date
-- Unit:    amounts in the workspace's currency a year, times the ownership share
-- Source:  tenant_arr; loss_ownership
-- Answers: on which days did the recurring revenue that a scope answers for change: because the
--          tenant's revenue moved, or because the tenant came from or went to another scope?

with

-- Who answered for how much of a tenant's revenue over which days.
spans as (

    select
        tenant_arr.tenant_id,
        loss_ownership.person_id,
        loss_ownership.team_id,
        loss_ownership.location_id,
        greatest(tenant_arr.from_date, loss_ownership.from_date) as from_date,
        least(tenant_arr.to_date, loss_ownership.to_date) as to_date,
        tenant_arr.arr_amount * loss_ownership.share as arr_amount,
        case
            when tenant_arr.from_date >= loss_ownership.from_date
                then tenant_arr.arr_change * loss_ownership.share
            else 0
        end as moved_arr

    from tenant_arr

    inner join loss_ownership
        on tenant_arr.tenant_id = loss_ownership.tenant_id
        and tenant_arr.from_date < loss_ownership.to_date
        and tenant_arr.to_date > loss_ownership.from_date

),

-- Every span enters on its first day and leaves on the day after its last; what a movement of the
-- tenant does not explain is a transfer between owners.
changes as (

    select
        tenant_id,
        person_id,
        team_id,
        location_id,
        from_date as event_date,
        arr_amount as arr_change,
        moved_arr

    from spans

    union all

    select
        tenant_id,
        person_id,
        team_id,
        location_id,
        to_date as event_date,
        -arr_amount as arr_change,
        0 as moved_arr

    from spans

    where to_date < date '9999-12-31'

    union all

    -- A loss for which the owner before answers comes back to that owner and is lost there.
    select
        tenant_arr.tenant_id,
        loss_ownership.person_id,
        loss_ownership.team_id,
        loss_ownership.location_id,
        tenant_arr.from_date as event_date,
        0 as arr_change,
        tenant_arr.arr_change * loss_ownership.share * case
            when tenant_arr.from_date < loss_ownership.from_date
                or tenant_arr.from_date >= loss_ownership.to_date
                then 1
            else -1
        end as moved_arr

    from tenant_arr

    inner join loss_ownership
        on tenant_arr.tenant_id = loss_ownership.tenant_id
        and (
            tenant_arr.from_date between loss_ownership.from_date
            and loss_ownership.to_date - 1
        ) != (
            tenant_arr.from_date between loss_ownership.loss_from_date
            and loss_ownership.loss_to_date - 1
        )

    where tenant_arr.arr_change < 0

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
        tenant_id,
        event_date,
        sum(moved_arr) as moved_arr,
        sum(arr_change) - sum(moved_arr) as transferred_arr

    from changes

    group by
        grouping sets (
            (tenant_id, event_date, location_id),
            (tenant_id, event_date, team_id),
            (tenant_id, event_date, person_id),
            (tenant_id, event_date, team_id, person_id)
        )

),

final as (

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        tenant_id,
        from_date as event_date,
        arr_change as moved_arr,
        0 as transferred_arr

    from tenant_arr

    union all

    select
        'tenant'::scope_kind as scope_kind,
        tenant_id as scope_id,
        tenant_id,
        from_date as event_date,
        arr_change as moved_arr,
        0 as transferred_arr

    from tenant_arr

    union all

    select
        scope_kind,
        scope_id,
        tenant_id,
        event_date,
        moved_arr,
        transferred_arr

    from scoped

    where
        scope_id is not null
        and (moved_arr != 0 or transferred_arr != 0)

)

select * from final
