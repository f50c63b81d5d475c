-- Grain:   scope_kind, scope_id, grain, period_start_date, kind?
-- Unit:    points of the activity score, which they add up to; account_days in days
-- Source:  touches; account_spans; days_away; periods; period_days; the seed activity_targets
-- Answers: how many touches of each kind did a scope make, of how many agreed for its accounts?

with

windows as (

    select
        grain,
        period_start_date,
        closing_date

    from periods

    where has_states

),

touches_by_period as (

    select
        windows.grain,
        windows.period_start_date,
        touches.kind,
        touches.location_id,
        touches.team_id,
        touches.person_id,
        touches.tenant_id,
        count(*) as touch_count

    from touches

    inner join period_days
        on touches.local_date = period_days.day_date

    inner join windows
        on period_days.grain = windows.grain
        and period_days.period_start_date = windows.period_start_date

    -- A note is for ourselves: nobody was in touch with the customer.
    where touches.kind is distinct from 'note'

    group by
        windows.grain,
        windows.period_start_date,
        touches.kind,
        touches.location_id,
        touches.team_id,
        touches.person_id,
        touches.tenant_id

),

-- Decimals, since sums of floating-point numbers depend on their order.
days_by_period as (

    select
        windows.grain,
        windows.period_start_date,
        spans.location_id,
        spans.team_id,
        spans.person_id,
        spans.tenant_id,
        (
            spans.share * (
                least(spans.to_date, windows.closing_date)
                - greatest(spans.from_date, windows.period_start_date)
            )::decimal(7, 0)
        )::decimal(18, 9) as account_days

    from account_spans as spans

    inner join windows
        on spans.from_date < windows.closing_date
        and spans.to_date > windows.period_start_date

    -- What begins today has no days yet.
    where windows.period_start_date < windows.closing_date

    union all

    -- Less the days on which the owner was away.
    select
        windows.grain,
        windows.period_start_date,
        spans.location_id,
        spans.team_id,
        spans.person_id,
        spans.tenant_id,
        (-spans.share * days_away.away_share)::decimal(18, 9) as account_days

    from account_spans as spans

    inner join days_away
        on spans.person_id = days_away.person_id
        and spans.from_date <= days_away.local_date
        and spans.to_date > days_away.local_date

    inner join windows
        on days_away.local_date >= windows.period_start_date
        and days_away.local_date < windows.closing_date

),

by_period as (

    select
        grain,
        period_start_date,
        kind,
        location_id,
        team_id,
        person_id,
        tenant_id,
        touch_count,
        0::decimal(18, 9) as account_days

    from touches_by_period

    union all

    select
        grain,
        period_start_date,
        null as kind,
        location_id,
        team_id,
        person_id,
        tenant_id,
        0 as touch_count,
        account_days

    from days_by_period

),

by_kind as (

    select
        grain,
        period_start_date,
        kind,
        location_id,
        team_id,
        person_id,
        tenant_id,
        grouping(location_id, team_id, person_id, tenant_id) as grouping_bits,
        sum(touch_count) as touch_count,
        sum(account_days) as account_days

    from by_period

    group by
        grouping sets (
            (grain, period_start_date, kind),
            (grain, period_start_date, kind, location_id),
            (grain, period_start_date, kind, team_id),
            (grain, period_start_date, kind, person_id),
            (grain, period_start_date, kind, team_id, person_id),
            (grain, period_start_date, kind, tenant_id)
        )

),

named as (

    select
        case grouping_bits
            when 15 then 'organization'
            when 7 then 'location'
            when 11 then 'team'
            when 13 then 'member'
            when 9 then 'team_member'
            when 14 then 'tenant'
        end::scope_kind as scope_kind,
        case grouping_bits
            when 15 then 'all'
            when 7 then location_id
            when 11 then team_id
            when 13 then person_id
            when 9 then team_id || '/' || person_id
            when 14 then tenant_id
        end as scope_id,
        grain,
        period_start_date,
        kind,
        touch_count,
        account_days

    from by_kind

),

-- Account-days are of no kind, and count for each.
scoped as (

    select
        named.scope_kind,
        named.scope_id,
        named.grain,
        named.period_start_date,
        named.kind,
        named.touch_count,
        coalesce(of_no_kind.account_days, 0) as account_days

    from named

    left join named as of_no_kind
        on named.scope_kind = of_no_kind.scope_kind
        and named.scope_id = of_no_kind.scope_id
        and named.grain = of_no_kind.grain
        and named.period_start_date = of_no_kind.period_start_date
        and of_no_kind.kind is null

    where named.scope_id is not null

),

weights as (

    select
        sum(weight::decimal(9, 6))::double as weight_sum,
        (select min(local_date) from touches) as first_touch_date

    from activity_targets

),

-- How far each kind came towards its target; null where no account was to be looked after, or
-- nothing was agreed.
rated as (

    select
        scoped.scope_kind,
        scoped.scope_id,
        scoped.grain,
        scoped.period_start_date,
        scoped.kind,
        scoped.touch_count,
        scoped.account_days,
        activity_targets.target_per_account_week,
        activity_targets.weight,
        scoped.touch_count * 7
        / nullif(scoped.account_days::double, 0)
        / nullif(activity_targets.target_per_account_week, 0) as target_ratio

    from scoped

    left join activity_targets
        on scoped.kind = activity_targets.kind

),

-- Each kind counts up to its target and no further, so that many mails make up for no meeting.
final as (

    select
        rated.scope_kind,
        rated.scope_id,
        rated.grain,
        rated.period_start_date,
        -- Null: account-days without any touch, and touches of no known kind.
        rated.kind,

        rated.touch_count::bigint as touch_count,
        rated.account_days::double as account_days,
        rated.target_per_account_week::double as target_per_account_week,
        rated.weight::double as weight,
        -- Before the first record nothing is known, which is not the same as nothing done.
        rated.period_start_date > weights.first_touch_date - 7 as has_history,
        (
            100 * rated.weight / nullif(weights.weight_sum, 0) * case
                when rated.target_ratio > 1 then 1
                else rated.target_ratio
            end
        )::decimal(18, 9) as points

    from rated

    cross join weights

)

select * from final
