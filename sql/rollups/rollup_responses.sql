-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts of waits; seconds on the channel's clock
-- Source:  responses; periods
-- Answers: how many messages of customers waited for an answer, and how long did they wait?

with

windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.period_end_date

    from periods

    where periods.has_states

),

-- A quantile is taken anew at every scope: it cannot be put together from those of its parts.
by_scope as (

    select
        windows.grain,
        windows.period_start_date,
        responses.location_id,
        responses.team_id,
        responses.person_id,
        responses.tenant_id,
        grouping(
            responses.location_id,
            responses.team_id,
            responses.person_id,
            responses.tenant_id
        ) as grouping_bits,

        count(*) as wait_count,
        count(*) filter (where responses.answered_at is not null) as answered_count,
        count(*) filter (where responses.result = 'in_time') as in_time_count,
        count(*) filter (where responses.result in ('in_time', 'late', 'missed'))
            as judged_count,
        count(*) filter (where responses.result = 'missed') as missed_count,
        count(*) filter (where responses.result = 'pending') as pending_count,
        count(responses.waited_seconds) filter (where responses.answered_at is not null)
            as timed_count,
        sum(responses.waited_seconds) filter (where responses.answered_at is not null)
            as response_seconds,
        quantile_cont(responses.waited_seconds, 0.5)
            filter (where responses.answered_at is not null) as median_seconds,
        quantile_cont(responses.waited_seconds, 0.9)
            filter (where responses.answered_at is not null) as p90_seconds

    from responses

    inner join windows
        on responses.local_date >= windows.period_start_date
        and responses.local_date < windows.period_end_date

    group by
        grouping sets (
            (windows.grain, windows.period_start_date),
            (windows.grain, windows.period_start_date, responses.location_id),
            (windows.grain, windows.period_start_date, responses.team_id),
            (windows.grain, windows.period_start_date, responses.person_id),
            (windows.grain, windows.period_start_date, responses.team_id, responses.person_id),
            (windows.grain, windows.period_start_date, responses.tenant_id)
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
        end as scope_kind,
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
        median_seconds,
        p90_seconds

    from by_scope

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
