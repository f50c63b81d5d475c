-- Grain:   row_kind, row_id, metric_id
-- Answers: which three numbers of the team and its members moved most against the period before?
--
-- Numbers of different units are compared by how many times their change exceeds a noticeable one
-- (KPI.md, section 10): 2 points for a ratio, 0.1 for a score, 5 % for counts, money and times. Three
-- guards keep small numbers from crowding out the rest: a ratio, score or time needs 20 in both
-- samples; a value with a reason beside it (talk known for 2 of 84 handles) is no basis; and a change
-- that chance explains (90 % interval) stands behind every clear one. Each person's, and the team's,
-- largest change comes first, so that one week of leave fills one line, not all three.

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

compared_periods as (

    select
        this_period.grain,
        this_period.period_start_date,
        previous_period.period_start_date as previous_start_date,
        previous_period.period_label as previous_label

    from report

    inner join periods as this_period
        on report.grain = this_period.grain
        and report.period_start_date = this_period.period_start_date
        and this_period.is_closed

    inner join periods as previous_period
        on this_period.grain = previous_period.grain
        and this_period.period_start_date = previous_period.period_end_date

),

compared_values as (

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
        previous_value.value as previous_value,
        previous_value.numerator as previous_numerator,
        previous_value.sample_count as previous_sample_count,
        compared_periods.previous_label,
        coalesce(this_value.reason, previous_value.reason) is null as is_whole,

        -- Numerator and denominator count the same things, so that chance can be reckoned.
        metrics.unit = 'ratio'
        and this_value.denominator = this_value.sample_count
        and previous_value.denominator = previous_value.sample_count as is_share_of_counted,

        case
            when metrics.unit in ('ratio', 'score') then this_value.value - previous_value.value
            else (this_value.value - previous_value.value)
                / nullif(abs(previous_value.value), 0)
        end as change

    from compared_periods

    inner join metric_values as this_value
        on compared_periods.grain = this_value.grain
        and compared_periods.period_start_date = this_value.period_start_date

    inner join metric_values as previous_value
        on compared_periods.grain = previous_value.grain
        and compared_periods.previous_start_date = previous_value.period_start_date
        and this_value.metric_id = previous_value.metric_id
        and this_value.scope_kind = previous_value.scope_kind
        and this_value.scope_id = previous_value.scope_id

    inner join team_rows
        on this_value.scope_kind = team_rows.scope_kind
        and this_value.scope_id = team_rows.scope_id

    inner join metrics
        on this_value.metric_id = metrics.metric_id

    cross join report

    inner join team_metrics
        on report.team_kind = team_metrics.team_kind
        and metrics.metric_id = team_metrics.metric_id

),

sized_changes as (

    select
        *,

        abs(change)
            / case unit when 'ratio' then 0.02 when 'score' then 0.1 else 0.05 end as change_size,

        -- 1.645 standard errors of the difference of two counts, of two scores (which vary by about 1)
        -- or of two shares of counted things.
        case
            when unit = 'count'
                then abs(value - previous_value) >= 1.645 * sqrt(value + previous_value)
            when unit = 'score'
                then abs(change) >= 1.645 * sqrt(1 / sample_count + 1 / previous_sample_count)
            when is_share_of_counted
                then abs(change) >= 1.645 * sqrt(
                    (numerator + previous_numerator)
                    * (
                        sample_count + previous_sample_count
                        - numerator - previous_numerator
                    )
                    / (sample_count + previous_sample_count)
                    / sample_count
                    / previous_sample_count
                )
            else true
        end as is_clear

    from compared_values

    where change <> 0
        and is_whole
        and (
            unit in ('count', 'currency')
            or least(sample_count, previous_sample_count) >= 20
        )

),

ranked_changes as (

    select
        *,
        row_number() over (
            partition by row_kind, row_id
            order by is_clear desc, change_size desc, position
        ) as rank_in_row

    from sized_changes

),

final as (

    select
        row_kind,
        row_id,
        metric_id,

        row_number() over (
            order by
                is_clear desc,
                rank_in_row,
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
        false as is_small_sample,
        previous_value,
        previous_label,
        change,
        case unit when 'ratio' then 'points' when 'score' then 'absolute' else 'relative' end
            as change_unit,
        change_size >= 1 and is_clear as is_noticeable,
        is_clear

    from ranked_changes

    qualify change_order <= 3

)

select * from final
order by change_order
