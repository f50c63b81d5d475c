-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    counts of calls, and of the visits and handles that they had
-- Source:  rollup_calls; call_repeats; periods
-- Answers: how many different calls were behind a scope's queue visits and handles of a period?

with

repeats_by_period as (

    select
        call_repeats.scope_kind,
        call_repeats.scope_id,
        periods.grain,
        periods.period_start_date,
        count(*) filter (where call_repeats.fact = 'visit') as repeated_visit_count,
        count(*) filter (where call_repeats.fact = 'handle') as repeated_handle_count,
        count(*) filter (where call_repeats.fact = 'timed_handle') as repeated_timed_count

    from call_repeats

    inner join periods
        on call_repeats.seen_date >= periods.period_start_date
        and call_repeats.local_date < periods.period_end_date

    group by
        call_repeats.scope_kind,
        call_repeats.scope_id,
        periods.grain,
        periods.period_start_date

),

-- A call that came back to a scope within the period is counted once.
final as (

    select
        rollup_calls.scope_kind,
        rollup_calls.scope_id,
        rollup_calls.grain,
        rollup_calls.period_start_date,
        rollup_calls.visit_count,
        rollup_calls.unanswered_known_count,
        rollup_calls.handled_count,
        rollup_calls.visit_count - coalesce(repeats_by_period.repeated_visit_count, 0)
            as unique_calls_count,
        rollup_calls.handled_count - coalesce(repeats_by_period.repeated_handle_count, 0)
            as unique_handled_calls_count,

        -- Calls that came in, as far as the time of their handles is known.
        rollup_calls.inbound_handled_count,
        rollup_calls.inbound_handle_known_count,
        rollup_calls.inbound_wrap_up_known_count,
        rollup_calls.inbound_handle_seconds,
        rollup_calls.inbound_handle_known_count
        - coalesce(repeats_by_period.repeated_timed_count, 0) as unique_timed_calls_count

    from rollup_calls

    left join repeats_by_period
        on rollup_calls.scope_kind = repeats_by_period.scope_kind
        and rollup_calls.scope_id = repeats_by_period.scope_id
        and rollup_calls.grain = repeats_by_period.grain
        and rollup_calls.period_start_date = repeats_by_period.period_start_date

    where rollup_calls.visit_count > 0 or rollup_calls.handled_count > 0

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
