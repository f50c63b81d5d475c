-- Grain:   row_kind, row_id, metric_id
-- Answers: which three numbers of the team and its members moved most against the period before?
--
-- Whether a number moved is judged by metric_changes alone. What moved is compared by how many times the
-- change exceeds a noticeable one. Changes that are more than chance stand before the others; what is
-- flat, or too few to tell, is left out, and so is a value with a reason beside it (talk known for 2 of
-- 84 handles). Each person's largest change comes first, so that one week of leave fills one line, not
-- all three; the team's own largest is always among them.

with

report as (

    select * from report_scope

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
        scope_name as row_label,
        scope_kind,
        scope_id

    from report

),

sized_changes as (

    select
        team_rows.row_kind,
        team_rows.row_id,
        team_rows.row_label,
        metrics.metric_id,
        metrics.name as label,
        metrics.unit,
        metrics.better,
        team_metrics.position,
        this_value.value,
        this_value.numerator,
        this_value.denominator,
        this_value.sample_count,
        metric_changes.base_value as previous_value,
        metric_changes.base_label as previous_label,
        metric_changes.change,
        -- Rounded, so that equal changes are equal.
        round(abs(metric_changes.change) / metric_changes.noticeable_change, 6) as change_size,
        metric_changes.trend in ('up', 'down') as is_noticeable,

        -- What needs no test is no chance, however small.
        metric_changes.trend in ('up', 'down') or metric_changes.test like 'no test%' as is_clear,

        case
            when metrics.unit = 'ratio' then 'points'
            when metrics.unit = 'score' then 'absolute'
            -- A week with a holiday has fewer days to call on.
            when metrics.unit = 'count'
                and abs(
                    metric_changes.change
                    - (metric_changes.value / nullif(metric_changes.base_value, 0) - 1)
                ) > 0.000001
                then 'per working day'
            else 'relative'
        end as change_unit

    from report

    inner join metric_changes
        on report.grain = metric_changes.grain
        and report.period_start_date = metric_changes.period_start_date
        and metric_changes.base = 'previous_period'

    inner join team_rows
        on metric_changes.scope_kind = team_rows.scope_kind
        and metric_changes.scope_id = team_rows.scope_id

    inner join metrics
        on metric_changes.metric_id = metrics.metric_id

    inner join team_metrics
        on report.team_kind = team_metrics.team_kind
        and metrics.metric_id = team_metrics.metric_id

    inner join metric_values as this_value
        on metric_changes.metric_id = this_value.metric_id
        and metric_changes.scope_kind = this_value.scope_kind
        and metric_changes.scope_id = this_value.scope_id
        and metric_changes.grain = this_value.grain
        and metric_changes.period_start_date = this_value.period_start_date

    inner join metric_values as base_values
        on metric_changes.metric_id = base_values.metric_id
        and metric_changes.scope_kind = base_values.scope_kind
        and metric_changes.scope_id = base_values.scope_id
        and metric_changes.grain = base_values.grain
        and metric_changes.base_start_date = base_values.period_start_date

    where metric_changes.change <> 0
        and metric_changes.reason is null
        and (metric_changes.trend <> 'flat' or metric_changes.test like 'no test%')
        and coalesce(this_value.reason, base_values.reason) is null
        -- Money that is better neither way, such as what comes due, is for a card and no news.
        and not (metrics.better = 'neither' and metric_changes.test like 'no test%')

),

ranked_changes as (

    select
        *,
        row_number() over (
            partition by row_kind, row_id
            order by is_noticeable desc, is_clear desc, change_size desc, position
        ) as rank_in_row

    from sized_changes

),

chosen_changes as (

    select *

    from ranked_changes

    qualify row_number() over (
        order by
            (row_kind = 'team' and rank_in_row = 1) desc,
            is_noticeable desc,
            rank_in_row,
            is_clear desc,
            change_size desc,
            row_kind desc,
            row_label,
            row_id,
            position
    ) <= 3

),

final as (

    select
        row_kind,
        row_id,
        metric_id,

        row_number() over (
            order by
                is_noticeable desc,
                rank_in_row,
                is_clear desc,
                change_size desc,
                row_kind desc,
                row_label,
                row_id,
                position
        ) as change_order,

        row_label,
        label,
        unit,
        better,
        value,
        numerator,
        denominator,
        sample_count,
        coalesce(unit = 'ratio' and sample_count < 20, false) as is_small_sample,
        previous_value,
        previous_label,
        change,
        change_unit,
        is_noticeable,
        is_clear

    from chosen_changes

)

select * from final
order by change_order
