-- Grain:   metric_id
-- Answers: how did the team do in the period, and how much did that change against the period before?

with

report as (

    select * from report_scope

),

card_metrics as (

    select
        team_metrics.position as card_order,
        metrics.*

    from report

    inner join team_metrics
        on report.team_kind = team_metrics.team_kind
        and team_metrics.is_card

    inner join metrics
        on team_metrics.metric_id = metrics.metric_id

),

told_values as (

    select
        metric_values.*,
        replace(metric_values.reason, 'not known for', '') as known_text

    from report

    inner join metric_values
        on report.scope_kind = metric_values.scope_kind
        and report.scope_id = metric_values.scope_id
        and report.grain = metric_values.grain

),

-- A reason may tell of other counts too: shift overlap on 1 of 39 agent-days; known for 37 of 38.
counted_values as (

    select
        *,
        try_cast(regexp_extract(known_text, 'known for ([0-9]+) of', 1) as bigint) as known_count,
        try_cast(
            regexp_extract(known_text, 'known for [0-9]+ of ([0-9]+)', 1) as bigint
        ) as all_count

    from told_values

),

-- What is known of less than half of what it is about (6 of 38 agent-days) is no headline.
team_values as (

    select
        metric_id,
        period_start_date,
        case
            when 2 * known_count < all_count then null
            else value
        end as value,
        numerator,
        denominator,
        sample_count,
        reason

    from counted_values

),

-- One way of judging changes for pages, mails and the command line.
team_changes as (

    select metric_changes.*

    from report

    inner join metric_changes
        on report.scope_kind = metric_changes.scope_kind
        and report.scope_id = metric_changes.scope_id
        and report.grain = metric_changes.grain

    where metric_changes.base = 'previous_period'

),

team_bands as (

    select metric_bands.*

    from report

    inner join metric_bands
        on report.scope_kind = metric_bands.scope_kind
        and report.scope_id = metric_bands.scope_id
        and report.grain = metric_bands.grain
        and report.period_start_date = metric_bands.period_start_date

),

compared_periods as (

    select
        this_period.period_start_date,
        this_period.is_closed,
        previous_period.period_start_date as previous_start_date,
        previous_period.period_label as previous_label

    from report

    inner join periods as this_period
        on report.grain = this_period.grain
        and report.period_start_date = this_period.period_start_date

    left join periods as previous_period
        on this_period.grain = previous_period.grain
        and this_period.period_start_date = previous_period.period_end_date

),

-- A metric that the team never had a value of has no source there, and gets no card; the table of
-- members says why.
compared_values as (

    select
        card_metrics.card_order,
        card_metrics.metric_id,
        card_metrics.name as label,
        card_metrics.unit,
        card_metrics.better,
        nullif(card_metrics.period_window, 'the period') as period_window,
        this_value.value,
        this_value.numerator,
        this_value.denominator,
        this_value.sample_count,
        this_value.reason,
        team_bands.band,
        compared_periods.is_closed,
        compared_periods.previous_label,
        previous_value.value as previous_value,
        team_changes.change as judged_change,
        team_changes.trend,
        team_changes.reason as why_unjudged,

        coalesce(this_value.reason, previous_value.reason) is not null as is_partial

    from card_metrics

    cross join compared_periods

    left join team_values as this_value
        on card_metrics.metric_id = this_value.metric_id
        and compared_periods.period_start_date = this_value.period_start_date

    left join team_bands
        on card_metrics.metric_id = team_bands.metric_id

    left join team_values as previous_value
        on card_metrics.metric_id = previous_value.metric_id
        and compared_periods.previous_start_date = previous_value.period_start_date

    left join team_changes
        on card_metrics.metric_id = team_changes.metric_id
        and compared_periods.period_start_date = team_changes.period_start_date

    where card_metrics.metric_id in (select metric_id from team_values where value is not null)

),

judged_values as (

    select
        *,
        coalesce(unit = 'ratio' and sample_count < 20, false) as is_small_sample,

        case
            when value is null then 'no value'
            when not is_closed then 'No comparison: the period is still open'
            when previous_value is null then 'No comparison: no value in the period before'
            when unit not in ('ratio', 'score') and previous_value = 0 and value != 0
                then 'No comparison: 0 in ' || previous_label
            when why_unjudged != 'both are zero' then 'No comparison: ' || why_unjudged
        end as change_reason

    from compared_values

),

final as (

    select
        metric_id,
        card_order,
        label,
        unit,
        better,
        period_window,
        value,
        numerator,
        denominator,
        sample_count,
        case when value is null then coalesce(reason, 'no rows in this period') else reason end
            as reason,
        band,
        is_small_sample,
        previous_value,
        previous_label,
        case when change_reason is null then judged_change end as change,

        case
            when unit = 'ratio' then 'points'
            when unit = 'score' then 'absolute'
            -- A week with a holiday has fewer days to call on.
            when unit = 'count'
                and abs(judged_change - (value / nullif(previous_value, 0) - 1)) > 0.000001
                then 'per working day'
            else 'relative'
        end as change_unit,

        coalesce(change_reason is null and trend in ('up', 'down') and not is_partial, false)
            as is_noticeable,
        case when change_reason is null then trend end as trend,

        change_reason

    from judged_values

)

select * from final
order by card_order
