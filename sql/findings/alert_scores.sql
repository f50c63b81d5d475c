-- Grain:   metric_id, scope_kind, scope_id, grain, kind, period_start_date
-- Unit:    level: 1 watch, 2 warning; compared_with in points
-- Source:  alert_measures; tenant_health; the seed alert_limits
-- Answers: in which periods did an account's health band worsen, did its score fall by ten points
--          in 30 days, or was it not known any more?
-- Kept as: nothing

with

-- A new account has no history to compare with, and scores of two versions do not compare.
scores as (

    select
        alert_measures.metric_id,
        alert_measures.scope_kind,
        alert_measures.scope_id,
        alert_measures.grain,
        alert_measures.period_start_date,
        alert_measures.period_end_date,
        alert_measures.value,
        alert_measures.is_judged,
        tenant_health.band,
        case tenant_health.band when 'green' then 3 when 'yellow' then 2 when 'red' then 1 end
            as band_rank,
        case
            when tenant_health.health_source = 'own' then tenant_health.own_model_version
            else coalesce(tenant_health.external_model_version, '')
        end as model_version

    from alert_measures

    inner join tenant_health
        on alert_measures.scope_id = tenant_health.tenant_id
        and alert_measures.period_end_date = tenant_health.closing_date

    where
        alert_measures.rule = 'score'
        and alert_measures.scope_kind = 'tenant'

),

compared as (

    select
        metric_id,
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        value,
        is_judged,
        band,
        band_rank,
        band_rank < last_value(band_rank ignore nulls) over before as has_worsened,
        last_value(case when band_rank is not null then band end ignore nulls) over before
            as band_before,
        last_value(value ignore nulls) over before as value_before,
        max(case when band_rank is not null then value end) over last_30_days as highest_value

    from scores

    window
        before as (
            partition by metric_id, scope_kind, scope_id, grain, model_version
            order by period_start_date
            rows between unbounded preceding and 1 preceding
        ),
        last_30_days as (
            partition by metric_id, scope_kind, scope_id, grain, model_version
            order by period_end_date
            range between interval 30 days preceding and current row
        )

),

recovered as (

    select
        compared.metric_id,
        compared.scope_kind,
        compared.scope_id,
        compared.grain,
        compared.period_start_date,
        compared.value,
        compared.is_judged,
        compared.band_rank,
        compared.has_worsened,
        compared.band,
        compared.band_before,
        compared.value_before,
        compared.highest_value,
        compared.highest_value - compared.value as drop_points,
        alert_limits.score_drop,
        last_value(case when compared.has_worsened then compared.band_rank end ignore nulls) over (
            partition by compared.metric_id, compared.scope_kind, compared.scope_id, compared.grain
            order by compared.period_start_date
        ) as worsened_rank

    from compared

    cross join alert_limits

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
                'kind': 'band',
                'is_fired': has_worsened,
                'is_calm': band_rank > worsened_rank,
                'level': case when band_rank = 1 then 2 else 1 end,
                'compared_with': value_before,
                'cause': band_before || ' to ' || band
            },
            {
                'kind': 'points',
                'is_fired': band_rank is not null and drop_points >= score_drop,
                'is_calm': drop_points < score_drop,
                'level': 1,
                'compared_with': highest_value,
                'cause': null::varchar
            },
            {
                'kind': 'data',
                'is_fired': value is null and is_judged,
                'is_calm': value is not null,
                'level': 1,
                'compared_with': value_before,
                'cause': 'too little is known for a score'
            }
        ], recursive := true)

    from recovered

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
        cause

    from kinds

)

select * from final
