-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    seconds
-- Source:  wait_counts_by_day; periods
-- Answers: how long were the longest waits of a scope's callers in a period?

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
counts_by_scope as (

    select
        windows.grain,
        windows.period_start_date,
        wait_counts_by_day.location_id,
        wait_counts_by_day.team_id,
        grouping(wait_counts_by_day.location_id, wait_counts_by_day.team_id) as grouping_bits,
        wait_counts_by_day.wait_seconds,
        sum(wait_counts_by_day.visit_count) as visit_count,
        sum(wait_counts_by_day.answered_count) as answered_count

    from wait_counts_by_day

    inner join windows
        on wait_counts_by_day.local_date >= windows.period_start_date
        and wait_counts_by_day.local_date < windows.period_end_date

    group by
        grouping sets (
            (windows.grain, windows.period_start_date, wait_counts_by_day.wait_seconds),
            (
                windows.grain,
                windows.period_start_date,
                wait_counts_by_day.location_id,
                wait_counts_by_day.wait_seconds
            ),
            (
                windows.grain,
                windows.period_start_date,
                wait_counts_by_day.team_id,
                wait_counts_by_day.wait_seconds
            )
        )

),

named_counts as (

    select
        case grouping_bits
            when 3 then 'organization' when 1 then 'location' else 'team'
        end::scope_kind as scope_kind,
        case grouping_bits when 3 then 'all' when 1 then location_id else team_id end as scope_id,
        grain,
        period_start_date,
        wait_seconds,
        visit_count,
        answered_count

    from counts_by_scope

),

-- How many were answered within this wait, and how many at all.
running_counts as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        wait_seconds,
        visit_count,
        answered_count,
        sum(answered_count) over (
            partition by scope_kind, scope_id, grain, period_start_date
            order by wait_seconds nulls last
        ) as answered_so_far,
        sum(answered_count) filter (where wait_seconds is not null) over (
            partition by scope_kind, scope_id, grain, period_start_date
        ) as all_answered_count

    from named_counts

    where scope_id is not null

),

final as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        sum(visit_count)::bigint as visit_count,
        sum(answered_count)::bigint as answered_count,
        coalesce(sum(visit_count) filter (where wait_seconds is not null), 0)::bigint
            as wait_known_count,
        coalesce(any_value(all_answered_count), 0)::bigint as answered_known_count,
        -- The shortest wait within which nine in ten were answered.
        min(wait_seconds) filter (
            where all_answered_count > 0 and answered_so_far * 10 >= all_answered_count * 9
        ) as answer_wait_p90_seconds,
        max(wait_seconds) as longest_wait_seconds

    from running_counts

    group by scope_kind, scope_id, grain, period_start_date

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
