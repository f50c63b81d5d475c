-- Grain:   grain, period_start_date, tenant_id, person_id?, team_id?
-- Unit:    user-days and qualifying events, times the ownership share of their day; day_count: the
--          days of the period of which use is known
-- Source:  periods; period_days; account_days; usage_by_day; health_bands
-- Answers: how much was each account used on the days on which each owner had it?

with

known as (

    select min(usage_date) as first_usage_date from usage_by_day

),

-- What was done on days before the first use that is told of is not known, which is not the same as
-- nothing: they are no days of the period.
windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date,
        known.first_usage_date,
        periods.closing_date - greatest(periods.period_start_date, known.first_usage_date)
            as day_count

    from periods

    cross join known

    where periods.has_states

),

-- A live account that nobody used is a row of zeros.
days as (

    select
        account_days.local_date,
        account_days.tenant_id,
        account_days.person_id,
        account_days.team_id,
        account_days.location_id,
        account_days.share * coalesce(usage_by_day.active_count, 0)::bigint as user_days,
        account_days.share * coalesce(usage_by_day.event_count, 0)::bigint as event_count

    from account_days

    left join usage_by_day
        on account_days.tenant_id = usage_by_day.tenant_id
        and account_days.local_date = usage_by_day.usage_date

),

sums as (

    select
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        days.tenant_id,
        days.person_id,
        days.team_id,
        any_value(days.location_id) as location_id,
        any_value(windows.day_count) as day_count,
        sum(days.user_days) as user_days,
        sum(days.event_count) as event_count

    from windows

    inner join period_days
        on windows.grain = period_days.grain
        and windows.period_start_date = period_days.period_start_date
        and windows.closing_date > period_days.day_date

    inner join days
        on period_days.day_date = days.local_date
        and windows.first_usage_date <= days.local_date

    group by
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        days.tenant_id,
        days.person_id,
        days.team_id

),

final as (

    select
        sums.grain,
        sums.period_start_date,
        sums.tenant_id,
        sums.person_id,
        sums.team_id,
        sums.location_id,
        sums.day_count,
        sums.user_days,
        sums.event_count,
        health_bands.health_band

    from sums

    asof left join health_bands
        on sums.tenant_id = health_bands.tenant_id
        and sums.closing_date >= health_bands.from_date

)

select * from final
