-- Grain:   row_kind, row_id, metric_id
-- Answers: what did each member do in the period as a member of this team, and what did the team do?
--
-- The team's row is the team's own value: a ratio of sums, not a mean of the rows above it.

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

),

team_rows as (

    select
        'member' as row_kind,
        scopes.person_id as row_id,
        scopes.scope_name as row_label,
        scopes.scope_kind,
        scopes.scope_id

    from report

    inner join scopes
        on scopes.scope_kind = 'team_member'
        and report.scope_id = scopes.team_id

    union all

    select
        'team' as row_kind,
        scope_id as row_id,
        'Team' as row_label,
        scope_kind,
        scope_id

    from report

),

-- Members who had left, or had not come yet, have no row in the period and no row here.
values_in_period as (

    select
        team_rows.row_kind,
        team_rows.row_id,
        team_rows.row_label,
        metric_values.*

    from report

    inner join metric_values
        on report.grain = metric_values.grain
        and report.period_start_date = metric_values.period_start_date

    inner join team_rows
        on metric_values.scope_kind = team_rows.scope_kind
        and metric_values.scope_id = team_rows.scope_id

    inner join column_metrics
        on metric_values.metric_id = column_metrics.metric_id

),

-- Largest first by the first column, the team last. That is an order to read in, not a ranking.
ordered_rows as (

    select
        values_in_period.row_kind,
        values_in_period.row_id,
        values_in_period.row_label,

        row_number() over (
            order by
                values_in_period.row_kind = 'team',
                arg_min(values_in_period.value, column_metrics.column_order) desc nulls last,
                values_in_period.row_label,
                values_in_period.row_id
        ) as row_order

    from values_in_period

    inner join column_metrics
        on values_in_period.metric_id = column_metrics.metric_id

    group by
        values_in_period.row_kind,
        values_in_period.row_id,
        values_in_period.row_label

),

-- What the team has a number of and none of its members: the callers of a queue wait for the team.
metrics_of_teams as (

    select
        metric_id,
        bool_and(row_kind = 'team') as is_measured_per_team

    from values_in_period

    group by metric_id

),

final as (

    select
        ordered_rows.row_kind,
        ordered_rows.row_id,
        column_metrics.metric_id,
        ordered_rows.row_order,
        ordered_rows.row_label,
        column_metrics.column_order,
        column_metrics.name as column_label,
        nullif(column_metrics.period_window, 'the period') as period_window,
        column_metrics.unit,
        values_in_period.value,
        values_in_period.numerator,
        values_in_period.denominator,
        values_in_period.sample_count,

        case
            when values_in_period.value is not null then values_in_period.reason
            when ordered_rows.row_kind = 'member' and metrics_of_teams.is_measured_per_team
                then 'measured per team'
            else coalesce(values_in_period.reason, 'no rows in this period')
        end as reason,

        coalesce(
            column_metrics.unit = 'ratio' and values_in_period.sample_count < 20,
            false
        ) as is_small_sample

    from ordered_rows

    cross join column_metrics

    inner join metrics_of_teams
        on column_metrics.metric_id = metrics_of_teams.metric_id

    left join values_in_period
        on ordered_rows.row_kind = values_in_period.row_kind
        and ordered_rows.row_id = values_in_period.row_id
        and column_metrics.metric_id = values_in_period.metric_id

)

select * from final
order by row_order, column_order
