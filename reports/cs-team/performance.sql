-- Grain:   row_kind, row_id, metric_id
-- Answers: which performance score does each member of the team have, from how much of the weights,
--          and what does each component bring to it?
--
-- Numerator / denominator of the score is the sum of weighted points / the weights that are known;
-- of a component weight x points / weight. The team's row is of the team's own numbers. Points have
-- the unit `rate`, for one decimal: weights that somebody chose are no finer than that.

with

report as (

    select * from report_scope

),

-- A week has few cases: its page shows the last month that was over by then.
scored_period as (

    select
        periods.grain,
        periods.period_start_date,
        periods.period_label

    from report

    inner join periods
        on periods.grain = case report.grain when 'week' then 'month' else report.grain end
        and periods.period_end_date <= report.period_end_date

    order by periods.period_start_date desc

    limit 1

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

scored_rows as (

    select
        team_rows.row_kind,
        team_rows.row_id,
        team_rows.row_label,
        row_number() over (
            order by team_rows.row_kind = 'team', team_rows.row_label, team_rows.row_id
        ) as row_order,
        performance_scores.*

    from scored_period

    inner join performance_scores
        on scored_period.grain = performance_scores.grain
        and scored_period.period_start_date = performance_scores.period_start_date

    inner join team_rows
        on performance_scores.scope_kind = team_rows.scope_kind
        and performance_scores.scope_id = team_rows.scope_id

),

components as (

    select
        scored_rows.row_kind,
        scored_rows.row_id,
        scored_rows.row_label,
        scored_rows.row_order,
        performance_points.metric_id,
        metrics.name,
        metrics.unit,
        performance_points.value,
        performance_points.sample_count,
        performance_points.points,
        performance_points.weight,
        performance_points.poor,
        performance_points.good,
        performance_points.minimum_sample,
        performance_points.reason,
        dense_rank() over (
            order by performance_points.weight desc, performance_points.metric_id
        ) as component_order

    from scored_rows

    inner join performance_points
        on scored_rows.scope_kind = performance_points.scope_kind
        and scored_rows.scope_id = performance_points.scope_id
        and scored_rows.grain = performance_points.grain
        and scored_rows.period_start_date = performance_points.period_start_date

    inner join metrics
        on performance_points.metric_id = metrics.metric_id

),

-- Scores of two sets of weights do not compare, so the page names its own.
notes as (

    select
        'Of ' || scored_period.period_label
        || '. From 0 to 100: the mean of the points of the components by their weights. Under each '
        || 'name stand its weight and the values that give 0 and 100 points; under the points the value '
        || 'that they are for. What is missing counts for nothing and not for 0: the rest weighs '
        || 'the more. Under '
        || performance_minimum.minimum_components || ' components or '
        || printf('%g', 100 * performance_minimum.minimum_coverage)
        || '% of the weights there is no score. The team''s score is of its own numbers, not a '
        || 'mean of its members. Weights ' || (select min(weights_version) from performance_scores)
        || '.' as section_note

    from performance_minimum

    cross join scored_period

),

cells as (

    select
        row_kind,
        row_id,
        row_label,
        row_order,
        'performance_score' as metric_id,
        1 as column_order,
        'Score' as column_label,
        null as period_window,
        'rate' as unit,
        score as value,
        case when score is not null then score * coverage end as numerator,
        coverage as denominator,
        null::bigint as sample_count,
        case when score is null then reason end as reason,
        true as is_always_shown

    from scored_rows

    union all

    select
        row_kind,
        row_id,
        row_label,
        row_order,
        'performance_coverage' as metric_id,
        2 as column_order,
        'Coverage' as column_label,
        'of the weights' as period_window,
        'ratio' as unit,
        coverage as value,
        coverage as numerator,
        1 as denominator,
        null as sample_count,
        component_count || case component_count when 1 then ' component' else ' components' end
            as reason,
        true as is_always_shown

    from scored_rows

    union all

    -- The value itself stands under its points, in its own unit.
    select
        row_kind,
        row_id,
        row_label,
        row_order,
        metric_id || '_points' as metric_id,
        2 + component_order as column_order,
        name as column_label,
        printf('%g', round(100 * weight, 1)) || '%: '
        || case
            when unit = 'ratio'
                then printf('%g', round(100 * poor, 2)) || '% to '
                    || printf('%g', round(100 * good, 2)) || '%'
            else printf('%g', poor) || ' to ' || printf('%g', good)
        end as period_window,
        'rate' as unit,
        points as value,
        weight * points as numerator,
        weight as denominator,
        sample_count,
        case
            when points is not null and unit = 'ratio'
                then 'for ' || printf('%.1f', 100 * value) || '%'
            when points is not null then 'for ' || printf('%.1f', value)
            -- How few they are differs by row, and would be a note each.
            when value is not null then 'fewer than ' || minimum_sample || ' cases'
            else reason
        end as reason,
        false as is_always_shown

    from components

),

final as (

    select
        cells.*,
        false as is_small_sample,
        notes.section_note

    from cells

    cross join notes

)

select * from final
order by row_order, column_order
