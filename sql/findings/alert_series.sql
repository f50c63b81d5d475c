-- Grain:   metric_id, scope_kind, scope_id, grain, period_start_date
-- Unit:    compared_value as the metric's own; of what is counted in a period it is a working day's
-- Source:  metric_values; metrics; periods; working_days; active_tenants; metric_gaps; the seed
--          alert_rules
-- Answers: which values of watched metrics can be compared with one another?
-- Kept as: nothing

with

working as (

    select
        periods.grain,
        periods.period_start_date,
        periods.period_end_date,
        last_day.working_day_number - day_before.working_day_number as working_day_count

    from periods

    inner join working_days as day_before
        on periods.period_start_date - 1 = day_before.day_date

    inner join working_days as last_day
        on periods.period_end_date - 1 = last_day.day_date

    where
        periods.is_closed
        and periods.grain in (select grain from alert_rules)

),

usual as (

    select
        grain,
        median(working_day_count) as working_day_count

    from working

    group by grain

),

-- A period with less than 4 of 5 of its usual working days compares with nothing, and neither does
-- a weekday on which the company is closed. A day is compared with the same weekday.
comparable as (

    select
        working.grain,
        working.period_start_date,
        working.period_end_date,
        case when working.grain = 'day' then 1 else working.working_day_count end as day_count,
        case when working.grain = 'day' then isodow(working.period_start_date) else 0 end
            as weekday

    from working

    inner join usual
        on working.grain = usual.grain

    where
        case
            when working.grain = 'day'
                then isodow(working.period_start_date) > 5 or working.working_day_count = 1
            else working.working_day_count >= 0.8 * usual.working_day_count
        end

),

series as (

    select
        metric_values.metric_id,
        metric_values.scope_kind,
        metric_values.scope_id,
        metric_values.grain,
        metric_values.period_start_date,
        alert_rules.rule,
        alert_rules.direction,
        alert_rules.minimum_volume,
        alert_rules.slide_volume,
        alert_rules.minimum_change,
        alert_rules.limit_value,
        comparable.period_end_date,
        comparable.period_end_date + alert_rules.settle_days::integer as known_date,
        comparable.weekday,

        metric_values.value,
        case
            when metrics.unit = 'count' and metrics.period_window = 'the period'
                then comparable.day_count
            else 1
        end as day_count,
        case
            when metrics.unit = 'count' and metrics.period_window = 'the period'
                then metric_values.value / nullif(comparable.day_count, 0)
            else metric_values.value
        end as compared_value,
        case alert_rules.volume_of
            when 'value' then metric_values.value
            when 'denominator' then metric_values.denominator
            else metric_values.sample_count
        end as volume,
        alert_rules.volume_of = 'value' as is_volume

    from metric_values

    inner join alert_rules
        on metric_values.metric_id = alert_rules.metric_id
        and metric_values.scope_kind = alert_rules.scope_kind
        and metric_values.grain = alert_rules.grain

    inner join metrics
        on metric_values.metric_id = metrics.metric_id

    inner join comparable
        on metric_values.grain = comparable.grain
        and metric_values.period_start_date = comparable.period_start_date

    cross join run_settings

    -- Where the data does not reach to the end of the period, there is nothing to compare.
    anti join metric_gaps
        on metric_values.metric_id = metric_gaps.metric_id
        and metric_values.grain = metric_gaps.grain
        and metric_values.period_start_date = metric_gaps.period_start_date

    where
        comparable.period_end_date + alert_rules.settle_days::integer <= run_settings.as_of_date
        -- Of an account that is over by the end there is only a part of the period, and no need.
        and (
            metric_values.scope_kind != 'tenant'
            or exists (
                from active_tenants
                where
                    active_tenants.tenant_id = metric_values.scope_id
                    and active_tenants.from_date < comparable.period_end_date
                    and active_tenants.to_date >= comparable.period_end_date
            )
        )

),

-- A scope that is too small in every period is never judged: its series is left out as a whole.
-- What is counted itself can lie beyond a limit, however small it is.
watched as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain

    from series

    group by metric_id, scope_kind, scope_id, grain

    having
        max(volume) >= any_value(minimum_volume)
        or any_value(is_volume and limit_value is not null)

),

final as (

    select
        series.metric_id,
        series.scope_kind,
        series.scope_id,
        series.grain,
        series.period_start_date,
        series.rule,
        series.direction,
        series.minimum_volume,
        series.slide_volume,
        series.minimum_change,
        series.limit_value,
        series.period_end_date,
        series.known_date,
        series.weekday,
        series.value,
        series.day_count,
        series.compared_value,
        series.volume,
        series.is_volume

    from series

    semi join watched
        on series.metric_id = watched.metric_id
        and series.scope_kind = watched.scope_kind
        and series.scope_id = watched.scope_id
        and series.grain = watched.grain

)

select * from final
