-- Grain:   metric_id, period_start_date
-- Answers: how did the team's main numbers move over the last 26 periods?

with

report as (

    select * from report_scope

),

-- What a leader of each kind of team asks first: do we keep and grow our customers, do we call, do we
-- answer those who call.
trend_metrics as (

    select * from (
        values
            ('success', 'nrr', 1),
            ('success', 'grr', 2),
            ('sales', 'calls_made', 1),
            ('call_center', 'offered_count', 1),
            ('call_center', 'answered_count', 2)
    ) as listed (team_kind, metric_id, series_order)

),

last_periods as (

    select periods.*

    from report

    inner join periods
        on report.grain = periods.grain
        and report.period_start_date >= periods.period_start_date

    order by periods.period_start_date desc

    limit 26

),

team_values as (

    select metric_values.*

    from report

    inner join metric_values
        on report.scope_kind = metric_values.scope_kind
        and report.scope_id = metric_values.scope_id
        and report.grain = metric_values.grain

),

final as (

    select
        metrics.metric_id,
        strftime(last_periods.period_start_date, '%Y-%m-%d') as period_start_date,
        trend_metrics.series_order,
        metrics.name as series_label,
        metrics.unit,
        last_periods.period_label,
        team_values.value

    from report

    inner join trend_metrics
        on report.team_kind = trend_metrics.team_kind

    inner join metrics
        on trend_metrics.metric_id = metrics.metric_id

    cross join last_periods

    left join team_values
        on metrics.metric_id = team_values.metric_id
        and last_periods.period_start_date = team_values.period_start_date

    where metrics.metric_id in (select metric_id from team_values)

)

select * from final
order by period_start_date, series_order
