-- Grain:   row_kind, row_id, metric_id
-- Answers: what did each member and the team have of the numbers that the seed section_metrics lists
--          for this section?
--
-- The team's row is the team's own value: a ratio of sums, not a mean of the rows above it.

with

report as (

    select * from report_scope

),

column_metrics as (

    select
        section_metrics.section_name,
        section_metrics.position as column_order,
        metrics.*

    from report_section

    cross join report

    inner join section_metrics
        on report.team_kind = section_metrics.team_kind
        and report_section.section_name = section_metrics.section_name

    inner join metrics
        on section_metrics.metric_id = metrics.metric_id

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

ordered_rows as (

    select
        row_kind,
        row_id,
        row_label,
        row_number() over (order by row_kind = 'team', row_label, row_id) as row_order

    from (
        select distinct
            row_kind,
            row_id,
            row_label

        from values_in_period
    )

),

-- What was known by the end of the last month of what the scores are worth.
proof as (

    select health_validation.sentence

    from health_validation

    inner join report
        on health_validation.closing_date <= report.period_end_date

    where health_validation.grain = 'month'

    order by health_validation.closing_date desc
    limit 1

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
        -- Told once for the section; each definition has its own.
        null::varchar as period_window,
        column_metrics.unit,
        values_in_period.value,
        values_in_period.numerator,
        values_in_period.denominator,
        values_in_period.sample_count,

        case
            when values_in_period.value is not null then values_in_period.reason
            when column_metrics.section_name in ('health', 'usage')
                then coalesce(values_in_period.reason, 'no accounts at the period''s end')
            else coalesce(values_in_period.reason, 'no rows in this period')
        end as reason,

        coalesce(
            column_metrics.unit = 'ratio' and values_in_period.sample_count < 20,
            false
        ) as is_small_sample,

        case
            when column_metrics.section_name != 'health' then null
            when run_settings.health_source = 'external'
                then 'At the end of the period. Scores are those that the source gives in '
                || 'health_scores, no older than ' || run_settings.health_max_age_days
                || ' days; muster''s own score is not used here.'
                || coalesce(' ' || proof.sentence, '')
            else 'At the end of the period. Scores are muster''s own; one that another system '
                || 'gives is not used here.' || coalesce(' ' || proof.sentence, '')
        end as section_note

    from ordered_rows

    cross join column_metrics

    cross join run_settings

    left join proof
        on true

    left join values_in_period
        on ordered_rows.row_kind = values_in_period.row_kind
        and ordered_rows.row_id = values_in_period.row_id
        and column_metrics.metric_id = values_in_period.metric_id

)

select * from final
order by row_order, column_order
