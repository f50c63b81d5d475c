-- Grain:   scope_kind, scope_id, grain, period_start_date, component
-- Unit:    points of the score, which they add up to; score from 0 to 100; weights after decay
-- Source:  tenant_health; health_parts; health_scores_own; periods
-- Answers: what did each component give an account's health score, and what did overrides take?
-- Kept as: view

with

windows as (

    select
        periods.grain,
        periods.period_start_date,
        periods.closing_date

    from periods

    where
        periods.period_start_date < periods.closing_date
        and periods.has_states

),

scored as (

    select
        windows.grain,
        windows.period_start_date,
        windows.closing_date,
        tenant_health.tenant_id,
        tenant_health.health_source,
        tenant_health.score,
        tenant_health.own_overrides,
        tenant_health.external_scored_date,
        health_scores_own.average_score,
        health_scores_own.decayed_weight

    from windows

    inner join tenant_health
        on windows.closing_date = tenant_health.closing_date
        and tenant_health.score is not null

    inner join health_scores_own
        on tenant_health.closing_date = health_scores_own.closing_date
        and tenant_health.tenant_id = health_scores_own.tenant_id

),

-- The score before overrides is the mean by decayed weight: a component gives its score times its
-- share of these weights.
final as (

    select
        'tenant'::scope_kind as scope_kind,
        scored.tenant_id as scope_id,
        scored.grain,
        scored.period_start_date,
        health_parts.component,
        health_parts.raw_value,
        health_parts.age_days,
        health_parts.score,
        health_parts.decayed_weight,
        health_parts.score * health_parts.decayed_weight / nullif(scored.decayed_weight, 0)
            as points

    from scored

    inner join health_parts
        on scored.closing_date = health_parts.closing_date
        and scored.tenant_id = health_parts.tenant_id

    where scored.health_source = 'own'

    union all

    select
        'tenant'::scope_kind as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,
        'override: ' || array_to_string(own_overrides, ', ') as component,
        null as raw_value,
        null as age_days,
        score,
        null as decayed_weight,
        score - average_score as points

    from scored

    where health_source = 'own' and score < average_score - 0.000001

    union all

    select
        'tenant'::scope_kind as scope_kind,
        tenant_id as scope_id,
        grain,
        period_start_date,
        'score of another system' as component,
        null as raw_value,
        closing_date - external_scored_date as age_days,
        score,
        null as decayed_weight,
        score as points

    from scored

    where health_source = 'external'

)

select * from final
