-- Grain:   metric_id, scope_kind, scope_id, grain, kind, period_start_date
-- Unit:    level: 1 watch, 2 warning, 3 critical; known_date is the first day it could be known on
-- Source:  alert_changes; alert_scores; metric_gaps; alert_common_falls; alert_measures
-- Answers: of every watched number that ever gave a reason for an alert, in which periods does it
--          give one, and in which is it calm?

-- Kinds: change (far from its baseline), slide (eight periods downhill), limit (too new for a
-- baseline, and beyond the limit), band and points (of a health score), data (records are missing).

with

measured as (

    select * from alert_changes
    union all by name
    select * from alert_scores

),

-- Missing records are told once, of the metric, and never as a fall of everybody's numbers.
of_scopes as (

    select
        measured.metric_id,
        measured.scope_kind,
        measured.scope_id,
        measured.grain,
        measured.kind,
        measured.period_start_date,
        measured.is_fired,
        measured.is_calm,
        measured.level,
        measured.compared_with,
        measured.cause

    from measured

    anti join alert_common_falls
        on measured.metric_id = alert_common_falls.metric_id
        and measured.grain = alert_common_falls.grain
        and measured.period_start_date = alert_common_falls.period_start_date

),

gaps as (

    select
        metric_id,
        grain,
        period_start_date,
        'records end on ' || reached_date as cause

    from metric_gaps

    union all

    select
        metric_id,
        grain,
        period_start_date,
        fallen_count || ' of ' || judged_count || ' fell at once' as cause

    from alert_common_falls

),

watched_periods as (

    select
        watched.metric_id,
        watched.grain,
        periods.period_start_date,
        periods.period_end_date + watched.settle_days::integer as known_date

    from (
        select metric_id, grain, max(settle_days) as settle_days
        from alert_rules
        group by metric_id, grain
    ) as watched

    inner join periods
        on watched.grain = periods.grain

    cross join run_settings

    where periods.period_end_date + watched.settle_days::integer <= run_settings.as_of_date

),

of_data as (

    select
        watched_periods.metric_id,
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        watched_periods.grain,
        'data' as kind,
        watched_periods.period_start_date,
        gaps.cause is not null as is_fired,
        gaps.cause is null as is_calm,
        1 as level,
        null::double as compared_with,
        gaps.cause,
        watched_periods.known_date

    from watched_periods

    left join gaps
        on watched_periods.metric_id = gaps.metric_id
        and watched_periods.grain = gaps.grain
        and watched_periods.period_start_date = gaps.period_start_date

),

signals as (

    select * from of_scopes
    union all by name
    select * from of_data

),

fired_series as (

    select distinct
        metric_id,
        scope_kind,
        scope_id,
        grain,
        kind

    from signals

    where is_fired

),

told as (

    select
        signals.metric_id,
        signals.scope_kind,
        signals.scope_id,
        signals.grain,
        signals.kind,
        signals.period_start_date,
        signals.is_fired,
        signals.is_calm,
        -- Two periods, one after the other, are a warning; ten points stay lost for 30 days anyway.
        case
            when
                signals.is_fired
                and lag(signals.is_fired) over series
                and signals.kind not in ('band', 'points')
                then greatest(signals.level, 2)
            when signals.is_fired then signals.level
        end as level,
        coalesce(signals.is_calm and lag(signals.is_calm) over series, false) as is_cleared,
        signals.compared_with,
        signals.cause,
        signals.known_date

    from signals

    semi join fired_series
        on signals.metric_id = fired_series.metric_id
        and signals.scope_kind = fired_series.scope_kind
        and signals.scope_id = fired_series.scope_id
        and signals.grain = fired_series.grain
        and signals.kind = fired_series.kind

    window series as (
        partition by
            signals.metric_id, signals.scope_kind, signals.scope_id, signals.grain, signals.kind
        order by signals.period_start_date
    )

),

numbered as (

    select
        grain,
        period_start_date,
        period_end_date,
        row_number() over (partition by grain order by period_start_date) as period_number

    from periods

),

final as (

    select
        told.metric_id,
        told.scope_kind,
        told.scope_id,
        told.grain,
        told.kind,
        told.period_start_date,
        numbered.period_end_date,
        numbered.period_number,
        coalesce(told.known_date, alert_measures.known_date, numbered.period_end_date)
            as known_date,

        told.is_fired,
        told.is_calm,
        told.is_cleared,
        told.level,
        told.cause,

        alert_measures.value,
        coalesce(told.compared_with, alert_measures.baseline_value) as baseline_value,
        alert_measures.baseline_spread,
        alert_measures.baseline_count,
        alert_measures.baseline_volume,
        alert_measures.robust_z,
        alert_measures.change,
        alert_measures.slide_ratio

    from told

    inner join numbered
        on told.grain = numbered.grain
        and told.period_start_date = numbered.period_start_date

    left join alert_measures
        on told.metric_id = alert_measures.metric_id
        and told.scope_kind = alert_measures.scope_kind
        and told.scope_id = alert_measures.scope_id
        and told.grain = alert_measures.grain
        and told.period_start_date = alert_measures.period_start_date

)

select * from final
