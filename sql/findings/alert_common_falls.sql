-- Grain:   metric_id, grain, period_start_date
-- Unit:    counts of scopes
-- Source:  alert_measures; metrics; the seeds alert_rules and alert_limits
-- Answers: in which periods did so many accounts fall at once that it is the data, or a common
--          cause, and not each of them?
-- Kept as: nothing

with

falls as (

    select
        alert_measures.metric_id,
        alert_measures.grain,
        alert_measures.period_start_date,
        count(*) as judged_count,
        count(*) filter (where alert_measures.change <= -alert_measures.minimum_change)
            as fallen_count

    from alert_measures

    where
        alert_measures.rule = 'change'
        and alert_measures.is_volume
        and alert_measures.is_judged
        and alert_measures.change is not null

    group by
        alert_measures.metric_id,
        alert_measures.scope_kind,
        alert_measures.grain,
        alert_measures.period_start_date

),

common as (

    select
        falls.metric_id,
        falls.grain,
        falls.period_start_date,
        falls.judged_count,
        falls.fallen_count

    from falls

    cross join alert_limits

    where
        falls.judged_count >= alert_limits.common_scopes
        and falls.fallen_count >= alert_limits.common_share * falls.judged_count

),

entities as (

    select distinct
        alert_rules.metric_id,
        alert_rules.grain,
        trim(unnest(regexp_split_to_array(metrics.needs, '[,|]'))) as entity

    from alert_rules

    inner join metrics
        on alert_rules.metric_id = metrics.metric_id

),

-- What is made of the same records is not to be trusted either.
final as (

    select
        touched.metric_id,
        common.grain,
        common.period_start_date,
        max(common.judged_count) as judged_count,
        max(common.fallen_count) as fallen_count

    from common

    inner join entities as fallen
        on common.metric_id = fallen.metric_id
        and common.grain = fallen.grain

    inner join entities as touched
        on fallen.entity = touched.entity
        and fallen.grain = touched.grain

    group by touched.metric_id, common.grain, common.period_start_date

)

select * from final
