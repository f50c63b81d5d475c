-- Grain:   deal_id, from_date
-- Unit:    amount in the workspace's currency, null: not estimated; local days of the workspace
-- Source:  every version of deals, people and entities, through staging; currency_rates
-- Answers: what was an opportunity expected to bring, and whose was it, as each day's last reading
--          found it?

with

dated as (

    select
        stg_deal_versions.deal_id,
        stg_deal_versions.version_number,
        stg_deal_versions.person_id,
        stg_deal_versions.amount,
        stg_deal_versions.stage_ratio,
        stg_deal_versions.currency_code,
        stg_deal_versions.expected_close_date,
        timezone(run_settings.time_zone, timezone('UTC', stg_deal_versions.touched_at))::date
            as touched_date,

        -- A reading without its load is as old as anything.
        coalesce(
            timezone(run_settings.time_zone, timezone('UTC', stg_deal_versions.seen_from_at))::date,
            date '1970-01-01'
        ) as from_date

    from stg_deal_versions

    cross join run_settings

    where not stg_deal_versions.is_deleted

    qualify
        row_number() over (
            partition by stg_deal_versions.deal_id, from_date
            order by stg_deal_versions.version_number desc
        ) = 1

),

final as (

    select
        dated.deal_id,
        coalesce(
            stg_people.person_id,
            'unassigned:' || coalesce(stg_entities.source, 'deals')
        ) as person_id,
        case
            when run_settings.pipeline_weighting = 'stage'
                then round(
                    dated.amount * coalesce(currency_rates.rate, 1) * dated.stage_ratio, 2
                )
            else round(dated.amount * coalesce(currency_rates.rate, 1), 2)
        end::decimal(18, 2) as amount,
        dated.expected_close_date,
        dated.touched_date,
        dated.from_date,
        row_number() over (partition by dated.deal_id order by dated.from_date) = 1 as is_first

    from dated

    cross join run_settings

    left join currency_rates
        on dated.currency_code = currency_rates.currency_code

    left join stg_people
        on dated.person_id = stg_people.person_id

    left join stg_entities
        on stg_entities.entity = 'deals'

)

select * from final
