-- Grain:   metric_id, scope_kind, scope_id, grain, kind, period_start_date
-- Unit:    level: 1 watch, 2 warning, 3 critical; compared_with as the metric's own
-- Source:  alert_measures; the seed alert_limits
-- Answers: in which periods is a number far from its baseline, on a slow slide, beyond its limit?
-- Kept as: nothing

with

-- Above zero is the direction that is watched.
signed as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        is_judged,
        baseline_count,
        is_enough,
        position,
        rule,
        minimum_change,
        value,
        robust_z,
        change,
        case direction when 'fall' then -change when 'rise' then change else abs(change) end
            as bad_change,
        case direction when 'fall' then -robust_z when 'rise' then robust_z else abs(robust_z) end
            as bad_z,
        case direction
            when 'fall' then -slide_ratio
            when 'rise' then slide_ratio
            else abs(slide_ratio)
        end as bad_slide,
        case direction when 'rise' then value - limit_value else limit_value - value end
            as beyond_limit,
        limit_value

    from alert_measures

    where
        rule = 'change'
        or limit_value is not null

),

-- Where the baseline does not vary at all, M does not exist, and the percent rule decides alone.
fired as (

    select
        signed.metric_id,
        signed.scope_kind,
        signed.scope_id,
        signed.grain,
        signed.period_start_date,
        signed.change,
        signed.robust_z,
        signed.minimum_change,
        signed.bad_z,
        case when signed.rule = 'change' then signed.bad_slide end as bad_slide,
        signed.beyond_limit,
        signed.limit_value,
        signed.rule = 'change'
            and signed.is_judged
            and signed.bad_change >= signed.minimum_change
            and (signed.bad_z is null or signed.bad_z > alert_limits.change_z) as is_change,
        signed.baseline_count < alert_limits.minimum_periods
            -- The first period of a series may be a part of one.
            and signed.position > 1
            and signed.is_enough
            and signed.beyond_limit > 0 as is_beyond_limit,
        alert_limits.critical_z,
        alert_limits.calm_z,
        alert_limits.slide_limit

    from signed

    cross join alert_limits

),

-- Most series never give a reason for an alert, and these are left out before they are looked at in
-- three ways.
ever_fired as (

    select distinct
        metric_id,
        scope_kind,
        scope_id,
        grain

    from fired

    where is_change or is_beyond_limit or bad_slide >= slide_limit

),

-- A step is no slide: what has fired as a change is not told again as it passes through the eight
-- periods.
stepped as (

    select
        fired.metric_id,
        fired.scope_kind,
        fired.scope_id,
        fired.grain,
        fired.period_start_date,
        fired.change,
        fired.robust_z,
        fired.minimum_change,
        fired.bad_z,
        fired.bad_slide,
        fired.beyond_limit,
        fired.limit_value,
        fired.is_change,
        fired.is_beyond_limit,
        fired.critical_z,
        fired.calm_z,
        fired.slide_limit,
        bool_or(fired.is_change) over (
            partition by fired.metric_id, fired.scope_kind, fired.scope_id, fired.grain
            order by fired.period_start_date
            rows between 7 preceding and current row
        ) as has_changed

    from fired

    semi join ever_fired
        on fired.metric_id = ever_fired.metric_id
        and fired.scope_kind = ever_fired.scope_kind
        and fired.scope_id = ever_fired.scope_id
        and fired.grain = ever_fired.grain

),

kinds as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        unnest([
            {
                'kind': 'change',
                'is_fired': is_change,
                'is_calm': coalesce(
                    abs(robust_z) < calm_z, abs(change) < minimum_change
                ),
                'level': case when bad_z > critical_z then 3 else 1 end,
                'compared_with': null::double
            },
            {
                'kind': 'slide',
                'is_fired': bad_slide >= slide_limit and not has_changed,
                'is_calm': bad_slide < slide_limit,
                'level': 1,
                'compared_with': null::double
            },
            {
                'kind': 'limit',
                'is_fired': is_beyond_limit,
                'is_calm': beyond_limit <= 0,
                'level': 1,
                'compared_with': limit_value::double
            }
        ], recursive := true)

    from stepped

),

final as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        kind,
        period_start_date,
        coalesce(is_fired, false) as is_fired,
        coalesce(is_calm, false) as is_calm,
        level,
        compared_with,
        null::varchar as cause

    from kinds

)

select * from final
