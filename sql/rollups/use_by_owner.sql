-- Grain:   grain, period_start_date, tenant_id, person_id?, team_id?
-- Unit:    user-days, qualifying events and sessions, times the ownership share of their day;
--          day_count: the days of the period of which use is known
-- Source:  periods; period_days; account_spans; usage_by_day; sessions_by_day; health_bands
-- Answers: how much was each account used on the days on which each owner had it?

with

known as (

    select
        min(usage_date) as first_usage_date,
        (select min(usage_date) from sessions_by_day) as first_session_date

    from usage_by_day

),

-- What was done on days before the first use that is told of is not known, which is not the same as
-- nothing: they are no days of the period.
windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date,
        known.first_usage_date,
        -- Sessions may be known for less long than use: those of a period that began long before
        -- the first of them are not.
        periods.period_start_date > known.first_session_date - 7 as has_sessions,
        periods.closing_date - greatest(periods.period_start_date, known.first_usage_date)
            as day_count

    from periods

    cross join known

    where periods.has_states

),

-- Of so many digits, and those of a share, a product is a number of 64 bits.
by_day as (

    select
        coalesce(usage_by_day.tenant_id, sessions_by_day.tenant_id) as tenant_id,
        coalesce(usage_by_day.usage_date, sessions_by_day.usage_date) as usage_date,
        coalesce(usage_by_day.active_count, 0)::decimal(9, 0) as active_count,
        coalesce(usage_by_day.event_count, 0) as event_count,
        coalesce(sessions_by_day.session_count, 0)::decimal(9, 0) as session_count

    from usage_by_day

    full join sessions_by_day
        on usage_by_day.tenant_id = sessions_by_day.tenant_id
        and usage_by_day.usage_date = sessions_by_day.usage_date

),

used as (

    select
        by_day.usage_date,
        account_spans.tenant_id,
        account_spans.person_id,
        account_spans.team_id,
        account_spans.location_id,
        account_spans.share * by_day.active_count as user_days,
        account_spans.share * by_day.event_count as event_count,
        account_spans.share * by_day.session_count as session_count

    from account_spans

    inner join by_day
        on account_spans.tenant_id = by_day.tenant_id
        and account_spans.from_date <= by_day.usage_date
        and account_spans.to_date > by_day.usage_date

),

-- A live account that nobody used is a row of zeros.
parts as (

    select
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        windows.day_count,
        windows.has_sessions,
        account_spans.tenant_id,
        account_spans.person_id,
        account_spans.team_id,
        account_spans.location_id,
        0 as user_days,
        0 as event_count,
        0 as session_count

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
        windows.has_sessions,
        used.tenant_id,
        used.person_id,
        used.team_id,
        used.location_id,
        used.user_days,
        used.event_count,
        used.session_count

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
        sum(user_days)::decimal(18, 6) as user_days,
        sum(event_count)::decimal(18, 6) as event_count,
        case when any_value(has_sessions) then sum(session_count) end::decimal(18, 6)
            as session_count

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
        sums.session_count,
        health_bands.health_band

    from sums

    asof left join health_bands
        on sums.tenant_id = health_bands.tenant_id
        and sums.closing_date >= health_bands.from_date

)

select * from final
