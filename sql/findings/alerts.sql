-- Grain:   metric_id, scope_kind, scope_id, grain, kind, first_period_start_date
-- Unit:    dates are the first days on which something could be known; values as the metric's own
-- Source:  alert_signals; run_settings; the seed alert_limits
-- Answers: which alerts were there, since when, how grave, on which evidence, which are still open?

with

-- A reason for an alert and everything after it until the next one.
stretches as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        kind,
        period_start_date,
        period_end_date,
        period_number,
        known_date,
        is_fired,
        is_cleared,
        level,
        cause,
        value,
        baseline_value,
        baseline_spread,
        baseline_count,
        baseline_volume,
        robust_z,
        change,
        slide_ratio,
        count(*) filter (where is_fired) over (
            partition by metric_id, scope_kind, scope_id, grain, kind
            order by period_start_date
        ) as fire_number

    from alert_signals

),

clearings as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        kind,
        fire_number,
        min(known_date) filter (where is_cleared) as cleared_date,
        max(period_number) as last_number

    from stretches

    where fire_number > 0

    group by metric_id, scope_kind, scope_id, grain, kind, fire_number

),

-- What fires before it has cleared, or within the days of cool-down after, is the same alert; but a
-- band that worsens further, from yellow to red, is told anew.
fires as (

    select
        stretches.metric_id,
        stretches.scope_kind,
        stretches.scope_id,
        stretches.grain,
        stretches.kind,
        stretches.fire_number,
        stretches.period_start_date,
        stretches.known_date,
        stretches.level,
        stretches.cause,
        stretches.value,
        stretches.baseline_value,
        stretches.baseline_spread,
        stretches.baseline_count,
        stretches.baseline_volume,
        stretches.robust_z,
        stretches.change,
        stretches.slide_ratio,
        clearings.cleared_date,
        clearings.last_number,
        case
            when stretches.fire_number = 1 then true
            when
                stretches.kind = 'band'
                and stretches.level > lag(stretches.level) over series
                then true
            else coalesce(
                stretches.known_date >= lag(clearings.cleared_date) over series
                    + alert_limits.cool_down_days::integer,
                false
            )
        end as is_new

    from stretches

    inner join clearings
        on stretches.metric_id = clearings.metric_id
        and stretches.scope_kind = clearings.scope_kind
        and stretches.scope_id = clearings.scope_id
        and stretches.grain = clearings.grain
        and stretches.kind = clearings.kind
        and stretches.fire_number = clearings.fire_number

    cross join alert_limits

    where stretches.is_fired

    window series as (
        partition by
            stretches.metric_id,
            stretches.scope_kind,
            stretches.scope_id,
            stretches.grain,
            stretches.kind
        order by stretches.fire_number
    )

),

told as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        kind,
        fire_number,
        period_start_date,
        known_date,
        level,
        cause,
        value,
        baseline_value,
        baseline_spread,
        baseline_count,
        baseline_volume,
        robust_z,
        change,
        slide_ratio,
        -- An alert whose place another takes, before it has cleared, is over on that day.
        coalesce(
            cleared_date,
            lead(case when is_new then known_date end) over series
        ) as cleared_date,
        last_number,
        sum(is_new::integer) over series as alert_number

    from fires

    window series as (
        partition by metric_id, scope_kind, scope_id, grain, kind
        order by fire_number
    )

),

-- The evidence is that of the first period; the level is the gravest that was reached.
alerted as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        kind,
        alert_number,

        min(period_start_date) as first_period_start_date,
        max(period_start_date) as last_period_start_date,
        min(known_date) as first_known_date,
        min(known_date) filter (where level >= 2) as warning_date,
        min(known_date) filter (where level >= 3) as critical_date,
        last(cleared_date order by fire_number) as cleared_date,
        max(last_number) as last_number,
        count(*) as fired_count,
        max(level) as level_number,
        first(cause order by fire_number) as cause,
        first(value order by fire_number) as value,
        first(baseline_value order by fire_number) as baseline_value,
        first(baseline_spread order by fire_number) as baseline_spread,
        first(baseline_count order by fire_number) as baseline_count,
        first(baseline_volume order by fire_number) as baseline_volume,
        first(robust_z order by fire_number) as robust_z,
        first(change order by fire_number) as change,
        first(slide_ratio order by fire_number) as slide_ratio

    from told

    group by metric_id, scope_kind, scope_id, grain, kind, alert_number

),

newest as (

    select
        grain,
        count(*) as newest_number

    from periods

    where is_closed

    group by grain

),

final as (

    select
        alerted.metric_id,
        alerted.scope_kind,
        alerted.scope_id,
        alerted.grain,
        alerted.kind,
        alerted.first_period_start_date,
        alerted.last_period_start_date,
        alerted.first_known_date,
        alerted.warning_date,
        alerted.critical_date,
        alerted.cleared_date,
        case alerted.level_number when 1 then 'watch' when 2 then 'warning' else 'critical' end
            as level,
        -- Nothing has come of it for some periods, such as of an account that left.
        case
            when alerted.cleared_date is not null then 'cleared'
            when newest.newest_number - alerted.last_number >= alert_limits.ended_periods
                then 'ended'
            else 'open'
        end as state,
        alerted.fired_count,

        alerted.value,
        alerted.baseline_value,
        alerted.baseline_spread,
        alerted.baseline_count,
        alerted.baseline_volume,
        alerted.robust_z,
        alerted.change,
        alerted.slide_ratio,
        case alerted.kind
            when 'change' then concat(
                round(alerted.value, 2), ' against a median of ', round(alerted.baseline_value, 2),
                ' in ', alerted.baseline_count, ' periods (',
                format('{:+.1f}', 100 * alerted.change), ' %, ',
                coalesce('M ' || format('{:.2f}', alerted.robust_z), 'which never varied'), ')'
            )
            when 'slide' then concat(
                format('{:+.1f}', 100 * alerted.slide_ratio),
                ' % a period over 8 periods, now ', round(alerted.value, 2)
            )
            when 'limit' then concat(
                round(alerted.value, 2), ' with ', alerted.baseline_count,
                ' periods before it, beyond the limit of ', round(alerted.baseline_value, 2)
            )
            when 'band' then concat(
                alerted.cause, ', score ', round(alerted.value, 1), ' after ',
                round(alerted.baseline_value, 1)
            )
            when 'points' then concat(
                'score ', round(alerted.value, 1), ', it was ', round(alerted.baseline_value, 1),
                ' within 30 days'
            )
            else alerted.cause
        end as evidence

    from alerted

    inner join newest
        on alerted.grain = newest.grain

    cross join alert_limits

)

select * from final

order by first_known_date, metric_id, scope_kind, scope_id, grain, kind
