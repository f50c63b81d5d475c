-- Grain:   row_kind, row_id, metric_id
-- Answers: how was each day of the period for the team, and the period as a whole?
--
-- Only what is measured over a span of days; a state or a trailing year says nothing of one day.

with

report as (

    select * from report_scope

),

column_metrics as (

    select
        team_metrics.position as column_order,
        metrics.*

    from report

    inner join team_metrics
        on report.team_kind = team_metrics.team_kind
        and team_metrics.is_column

    inner join metrics
        on team_metrics.metric_id = metrics.metric_id
        and metrics.period_window = 'the period'

),

-- A quarter is shown by its months.
report_parts as (

    select
        case grain when 'quarter' then 'month' else 'day' end as part_grain,
        *

    from report

    where grain in ('week', 'month', 'quarter')

),

values_of_parts as (

    select
        'date' as row_kind,
        case
            when report_parts.part_grain = 'day'
                then strftime(metric_values.period_start_date, '%a %b %-d')
            -- A month of whole weeks has a number and no name.
            when periods.period_label like 'FY%' then periods.period_label
            else strftime(metric_values.period_start_date, '%B %Y')
        end as row_label,
        false as is_team,
        metric_values.*

    from report_parts

    inner join metric_values
        on report_parts.scope_kind = metric_values.scope_kind
        and report_parts.scope_id = metric_values.scope_id
        and report_parts.part_grain = metric_values.grain
        and report_parts.period_start_date <= metric_values.period_start_date
        and report_parts.period_end_date > metric_values.period_start_date

    left join periods
        on metric_values.grain = periods.grain
        and metric_values.period_start_date = periods.period_start_date

    union all

    select
        'team' as row_kind,
        'Whole ' || report_parts.grain as row_label,
        true as is_team,
        metric_values.*

    from report_parts

    inner join metric_values
        on report_parts.scope_kind = metric_values.scope_kind
        and report_parts.scope_id = metric_values.scope_id
        and report_parts.grain = metric_values.grain
        and report_parts.period_start_date = metric_values.period_start_date

),

parts as (

    select
        row_kind,
        row_label,
        period_start_date,

        row_number() over (
            order by is_team, period_start_date
        ) as row_order

    from values_of_parts

    group by row_kind, row_label, period_start_date, is_team

),

final as (

    select
        parts.row_kind,
        strftime(parts.period_start_date, '%Y-%m-%d') as row_id,
        column_metrics.metric_id,
        parts.row_order,
        parts.row_label,
        column_metrics.column_order,
        column_metrics.name as column_label,
        null::varchar as period_window,
        column_metrics.unit,
        values_of_parts.value,
        values_of_parts.numerator,
        values_of_parts.denominator,
        values_of_parts.sample_count,

        case
            when values_of_parts.value is null
                then coalesce(values_of_parts.reason, 'no rows on this date')
            else values_of_parts.reason
        end as reason,

        coalesce(
            column_metrics.unit = 'ratio' and values_of_parts.sample_count < 20,
            false
        ) as is_small_sample

    from parts

    inner join column_metrics
        on column_metrics.metric_id in (
            select metric_id from values_of_parts where value is not null
        )

    left join values_of_parts
        on parts.row_kind = values_of_parts.row_kind
        and parts.period_start_date = values_of_parts.period_start_date
        and column_metrics.metric_id = values_of_parts.metric_id

)

select * from final
order by row_order, column_order
