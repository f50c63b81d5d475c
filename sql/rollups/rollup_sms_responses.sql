-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts of waits; seconds on the channel's clock
-- Source:  sms_responses; periods
-- Answers: how many text messages waited for an answer, and how long did they wait?

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
        sms_responses.location_id,
        sms_responses.team_id,
        sms_responses.person_id,
        grouping(
            sms_responses.location_id,
            sms_responses.team_id,
            sms_responses.person_id
        ) as grouping_bits,

        count(*) as wait_count,
        count(*) filter (where sms_responses.answered_at is not null) as answered_count,
        count(sms_responses.waited_seconds) filter (where sms_responses.answered_at is not null)
            as timed_count,
        quantile_cont(sms_responses.waited_seconds, 0.5)
            filter (where sms_responses.answered_at is not null) as median_seconds,
        quantile_cont(sms_responses.waited_seconds, 0.9)
            filter (where sms_responses.answered_at is not null) as p90_seconds

    from sms_responses

    inner join windows
        on sms_responses.local_date >= windows.period_start_date
        and sms_responses.local_date < windows.period_end_date

    group by
        grouping sets (
            (windows.grain, windows.period_start_date),
            (windows.grain, windows.period_start_date, sms_responses.location_id),
            (windows.grain, windows.period_start_date, sms_responses.team_id),
            (windows.grain, windows.period_start_date, sms_responses.person_id),
            (
                windows.grain,
                windows.period_start_date,
                sms_responses.team_id,
                sms_responses.person_id
            )
        )

),

final as (

    select
        case grouping_bits
            when 7 then 'organization'
            when 3 then 'location'
            when 5 then 'team'
            when 6 then 'member'
            when 4 then 'team_member'
        end as scope_kind,
        case grouping_bits
            when 7 then 'all'
            when 3 then location_id
            when 5 then team_id
            when 6 then person_id
            when 4 then team_id || '/' || person_id
        end as scope_id,
        grain,
        period_start_date,

        wait_count,
        answered_count,
        timed_count,
        median_seconds,
        p90_seconds

    from by_scope

)

select * from final

where scope_id is not null

order by scope_kind, scope_id, grain, period_start_date
