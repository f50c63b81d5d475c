-- Answers:    do people add up to their team, teams to their location, and people or tenants to the
--             whole, for every metric whose file says that it can be cut so?
-- On failure: stop

with

recent_periods as (

    select
        grain,
        period_start_date

    from periods

    where is_closed and grain in ('week', 'month', 'quarter')

    qualify row_number() over (partition by grain order by period_start_date desc) <= 13

),

recent_values as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        coalesce(metric_values.numerator, metric_values.value, 0) as numerator,
        -- Parts that share one denominator, such as days, add up in their numerators.
        case
            when metric_rows.part_sums = 'both' then coalesce(metric_values.denominator, 0)
            else 0
        end as denominator,
        -- Something happened, but its source does not tell how much: such parts cannot be added.
        metric_values.numerator is null
        and metric_values.value is null
        and metric_values.sample_count > 0 as is_unknown,
        list_contains(metric_rows.splits, 'tenant') as is_of_tenants,
        list_contains(metric_rows.splits, 'team') as is_of_teams,
        list_contains(metric_rows.splits, 'member') as is_of_members,
        metric_rows.is_dated and is_of_members and not metric_rows.has_unowned as is_of_all_members

    from metric_values

    inner join recent_periods
        on metric_values.grain = recent_periods.grain
        and metric_values.period_start_date = recent_periods.period_start_date

    inner join metric_rows
        on metric_values.metric_id = metric_rows.metric_id
        and not metric_rows.is_of_person
        and metric_rows.part_sums != 'none'

),

-- A score of one account has another name than the mean of many.
metrics_of_tenants as (

    select distinct metric_id

    from recent_values

    where scope_kind = 'tenant'

),

-- Work of nobody known counts to the person unassigned; what is about a tenant without an owner may
-- be of no person.
parts as (

    select
        metric_id,
        scope_kind as part_kind,
        'team' as whole_kind,
        split_part(scope_id, '/', 1) as whole_id,
        grain,
        period_start_date,
        numerator,
        denominator,
        is_unknown

    from recent_values

    where scope_kind = 'team_member' and is_of_members

    union all

    select
        metric_id,
        scope_kind as part_kind,
        'organization' as whole_kind,
        'all' as whole_id,
        grain,
        period_start_date,
        numerator,
        denominator,
        is_unknown

    from recent_values

    where
        (scope_kind = 'member' and is_of_all_members)
        or (scope_kind = 'tenant' and is_of_tenants)

    union all

    select
        recent_values.metric_id,
        recent_values.scope_kind as part_kind,
        'location' as whole_kind,
        scopes.location_id as whole_id,
        recent_values.grain,
        recent_values.period_start_date,
        recent_values.numerator,
        recent_values.denominator,
        recent_values.is_unknown

    from recent_values

    inner join scopes
        on recent_values.scope_id = scopes.scope_id
        and scopes.scope_kind = 'team'

    where
        recent_values.scope_kind = 'team'
        and recent_values.is_of_teams
        and scopes.location_id is not null

),

sums_of_parts as (

    select
        metric_id,
        part_kind,
        whole_kind,
        whole_id,
        grain,
        period_start_date,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        bool_or(is_unknown) as is_unknown

    from parts

    group by metric_id, part_kind, whole_kind, whole_id, grain, period_start_date

),

-- Once for each kind of parts that must give it: the company of its people and of its tenants.
wholes as (

    select
        recent_values.metric_id,
        kinds.part_kind,
        recent_values.scope_kind as whole_kind,
        recent_values.scope_id as whole_id,
        recent_values.grain,
        recent_values.period_start_date,
        recent_values.numerator,
        recent_values.denominator,
        recent_values.is_unknown

    from recent_values

    inner join (
        values
            ('team_member', 'team'),
            ('team', 'location'),
            ('member', 'organization'),
            ('tenant', 'organization')
    ) as kinds (part_kind, whole_kind)
        on recent_values.scope_kind = kinds.whole_kind

    where
        case kinds.part_kind
            when 'team_member' then recent_values.is_of_members
            when 'team' then recent_values.is_of_teams
            when 'member' then recent_values.is_of_all_members
            else recent_values.is_of_tenants
                and recent_values.metric_id in (select metric_id from metrics_of_tenants)
        end

)

select
    coalesce(wholes.metric_id, sums_of_parts.metric_id) as metric_id,
    coalesce(wholes.part_kind, sums_of_parts.part_kind) as part_kind,
    coalesce(wholes.whole_kind, sums_of_parts.whole_kind) as whole_kind,
    coalesce(wholes.whole_id, sums_of_parts.whole_id) as whole_id,
    coalesce(wholes.grain, sums_of_parts.grain) as grain,
    coalesce(wholes.period_start_date, sums_of_parts.period_start_date) as period_start_date,
    wholes.numerator as whole_numerator,
    sums_of_parts.numerator as parts_numerator,
    wholes.denominator as whole_denominator,
    sums_of_parts.denominator as parts_denominator

from wholes

full join sums_of_parts
    on wholes.metric_id = sums_of_parts.metric_id
    and wholes.part_kind = sums_of_parts.part_kind
    and wholes.whole_kind = sums_of_parts.whole_kind
    and wholes.whole_id = sums_of_parts.whole_id
    and wholes.grain = sums_of_parts.grain
    and wholes.period_start_date = sums_of_parts.period_start_date

where
    not coalesce(wholes.is_unknown, false)
    and not coalesce(sums_of_parts.is_unknown, false)
    and (
        abs(coalesce(wholes.numerator, 0) - coalesce(sums_of_parts.numerator, 0))
        > 0.01 + 1e-9 * abs(coalesce(wholes.numerator, 0))
        or abs(coalesce(wholes.denominator, 0) - coalesce(sums_of_parts.denominator, 0))
        > 0.01 + 1e-9 * abs(coalesce(wholes.denominator, 0))
    )
