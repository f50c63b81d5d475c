-- Grain:   grain, period_start_date, tenant_id, person_id?, team_id?
-- Unit:    user-days and qualifying events, times the ownership share of their day; day_count: the
--          days of the period of which use is known
-- Source:  periods; period_days; account_spans; usage_by_day; health_bands
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

used as (

    select
        usage_by_day.usage_date,
        account_spans.tenant_id,
        account_spans.person_id,
        account_spans.team_id,
        account_spans.location_id,
        account_spans.share * usage_by_day.active_count as user_days,
        account_spans.share * usage_by_day.event_count as event_count

    from account_spans

    inner join usage_by_day
        on account_spans.tenant_id = usage_by_day.tenant_id
        and account_spans.from_date <= usage_by_day.usage_date
        and account_spans.to_date > usage_by_day.usage_date

),

-- A live account that nobody used is a row of zeros.
parts as (

    select
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        windows.day_count,
        account_spans.tenant_id,
        account_spans.person_id,
        account_spans.team_id,
        account_spans.location_id,
        0 as user_days,
        0 as event_count

    from windows

    inner join account_spans
        on windows.closing_date > account_spans.from_date
        and windows.period_start_date < account_spans.to_date
        and windows.first_usage_date < account_spans.to_date

    where windows.day_count > 0

    union all

    select
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        windows.day_count,
        used.tenant_id,
        used.person_id,
        used.team_id,
        used.location_id,
        used.user_days,
        used.event_count

    from windows

    inner join period_days
        on windows.grain = period_days.grain
        and windows.period_start_date = period_days.period_start_date
        and windows.closing_date > period_days.day_date

    inner join used
        on period_days.day_date = used.usage_date

),

sums as (

    select
        grain,
        period_start_date,
        closing_date,
        tenant_id,
        person_id,
        team_id,
        any_value(location_id) as location_id,
        any_value(day_count) as day_count,
        sum(user_days) as user_days,
        sum(event_count) as event_count

    from parts

    group by grain, period_start_date, closing_date, tenant_id, person_id, team_id

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
