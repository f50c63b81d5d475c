-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts of waits; seconds on the channel's clock
-- Source:  answer_times; period_days; periods
-- Answers: how many messages of customers, and how many text messages of anybody, waited for an
--          answer, and how long did they wait?

with

windows as (

    select
        period_days.grain,
        period_days.period_start_date,
        period_days.day_date

    from period_days

    inner join periods
        on period_days.grain = periods.grain
        and period_days.period_start_date = periods.period_start_date

    where periods.has_states

),

-- Text messages come from leads and from customers; what else a lead writes is in neither number.
waits as (

    select
        local_date,
        location_id,
        team_id,
        person_id,
        tenant_id,
        result,
        tenant_id is not null as is_customer,
        channel = 'sms' as is_sms,
        answered_at is not null as is_answered,
        case when answered_at is not null then waited_seconds end as response_seconds

    from answer_times

    where tenant_id is not null or channel = 'sms'

),

-- A quantile is taken anew at every scope: it cannot be put together from those of its parts.
by_scope as (

    select
        windows.grain,
        windows.period_start_date,
        waits.location_id,
        waits.team_id,
        waits.person_id,
        waits.tenant_id,
        grouping(
            waits.location_id,
            waits.team_id,
            waits.person_id,
            waits.tenant_id
        ) as grouping_bits,

        count(*) filter (where waits.is_customer) as wait_count,
        count(*) filter (where waits.is_customer and waits.is_answered) as answered_count,
        count(*) filter (where waits.is_customer and waits.result = 'in_time') as in_time_count,
        count(*) filter (
            where waits.is_customer and waits.result in ('in_time', 'late', 'missed')
        ) as judged_count,
        count(*) filter (where waits.is_customer and waits.result = 'missed') as missed_count,
        count(*) filter (where waits.is_customer and waits.result = 'pending') as pending_count,
        count(waits.response_seconds) filter (where waits.is_customer) as timed_count,
        sum(waits.response_seconds) filter (where waits.is_customer) as response_seconds,
        quantile_cont(waits.response_seconds, [0.5, 0.9]) filter (where waits.is_customer)
            as quantiles,

        count(*) filter (where waits.is_sms) as sms_wait_count,
        count(*) filter (where waits.is_sms and waits.is_answered) as sms_answered_count,
        count(waits.response_seconds) filter (where waits.is_sms) as sms_timed_count,
        quantile_cont(waits.response_seconds, [0.5, 0.9]) filter (where waits.is_sms)
            as sms_quantiles

    from waits

    inner join windows
        on waits.local_date = windows.day_date

    group by
        grouping sets (
            (windows.grain, windows.period_start_date),
            (windows.grain, windows.period_start_date, waits.location_id),
            (windows.grain, windows.period_start_date, waits.team_id),
            (windows.grain, windows.period_start_date, waits.person_id),
            (windows.grain, windows.period_start_date, waits.team_id, waits.person_id),
            (windows.grain, windows.period_start_date, waits.tenant_id)
        )

),

final as (

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

        wait_count,
        answered_count,
        in_time_count,
        judged_count,
        missed_count,
        pending_count,
        timed_count,
        response_seconds::bigint as response_seconds,
        quantiles[1] as median_seconds,
        quantiles[2] as p90_seconds,

        sms_wait_count,
        sms_answered_count,
        sms_timed_count,
        sms_quantiles[1] as sms_median_seconds,
        sms_quantiles[2] as sms_p90_seconds

    from by_scope

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
