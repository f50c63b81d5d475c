-- Grain:   closing_date, tenant_id
-- Unit:    scores from 0 to 100; band green, yellow, red, new or unscored
-- Source:  health_scores_own; external_health; closing_dates; run_settings
-- Answers: which health score counts for a tenant on a closing date, and in which band is it?

with

-- Both scores side by side; the setting health_source names the one that counts. An old score of
-- another system is none.
chosen as (

    select
        health_scores_own.closing_date,
        health_scores_own.tenant_id,
        health_scores_own.is_new,
        health_scores_own.score as own_score,
        health_scores_own.coverage as own_coverage,
        health_scores_own.overrides as own_overrides,
        health_scores_own.model_version as own_model_version,
        external_health.score as external_score,
        external_health.scored_date as external_scored_date,
        external_health.model_version as external_model_version,
        run_settings.health_source,
        case
            when run_settings.health_source = 'own' then health_scores_own.score
            when
                external_health.scored_date
                >= health_scores_own.closing_date - run_settings.health_max_age_days
                then external_health.score
        end as score,
        case
            when
                run_settings.health_source = 'external'
                and external_health.band in ('green', 'yellow', 'red')
                then external_health.band
        end as given_band,
        closing_dates.is_grid

    from health_scores_own

    cross join run_settings

    inner join closing_dates
        on health_scores_own.closing_date = closing_dates.closing_date

    asof left join external_health
        on health_scores_own.tenant_id = external_health.tenant_id
        and health_scores_own.closing_date > external_health.scored_date

),

-- A band is left only two points beyond its limit: each limit is a switch, on, off or as it was.
switched as (

    select
        closing_date,
        tenant_id,
        is_new,
        own_score,
        own_coverage,
        own_overrides,
        own_model_version,
        external_score,
        external_scored_date,
        external_model_version,
        health_source,
        score,
        given_band,
        is_grid,
        case when score > 77 then true when score <= 73 then false end as green_switch,
        case when score > 52 then true when score <= 48 then false end as yellow_switch

    from chosen

),

steady as (

    select
        closing_date,
        tenant_id,
        is_new,
        own_score,
        own_coverage,
        own_overrides,
        own_model_version,
        external_score,
        external_scored_date,
        external_model_version,
        health_source,
        score,
        given_band,
        coalesce(
            green_switch,
            last_value(case when is_grid then green_switch end ignore nulls) over tenant_before,
            score > 75
        ) as is_green,
        coalesce(
            yellow_switch,
            last_value(case when is_grid then yellow_switch end ignore nulls) over tenant_before,
            score > 50
        ) as is_yellow_or_better

    from switched

    window tenant_before as (
        partition by tenant_id
        order by closing_date
        rows between unbounded preceding and 1 preceding
    )

),

final as (

    select
        closing_date,
        tenant_id,
        health_source,
        score,
        case
            when score is null and is_new then 'new'
            when score is null then 'unscored'
            when given_band is not null then given_band
            when is_new then 'new'
            when is_green then 'green'
            when is_yellow_or_better then 'yellow'
            else 'red'
        end as band,

        own_score,
        own_coverage,
        own_overrides,
        own_model_version,
        external_score,
        external_scored_date,
        external_model_version

    from steady

)

select * from final
