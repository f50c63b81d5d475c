-- Grain:   deal_id
-- Unit:    amount in the workspace's currency, null: not estimated; instants in UTC
-- Source:  deals, every version and people, through staging; currency_rates
-- Answers: how does each opportunity stand now, when did it end, and whose was it then?

with

-- What closed a deal that was opened again did not close it.
versions as (

    select
        deal_id,
        version_number,
        person_id,
        seen_from_at,
        is_deleted,
        status in ('won', 'lost')
        and version_number > coalesce(
            max(version_number) filter (where status = 'open' and not is_deleted)
                over (partition by deal_id),
            0
        ) as is_closing

    from stg_deal_versions

),

-- A correction of an amount or an outcome restates the past; a later change of owner does not: who
-- had the deal in the first reading that found it closed for good has won or lost it.
readings as (

    select
        deal_id,
        max(version_number) filter (where not is_deleted) as last_number,
        max(seen_from_at) filter (where is_deleted) as deleted_at,
        min(seen_from_at) as first_seen_at,
        min(seen_from_at) filter (where is_closing) as seen_closed_at,
        arg_min(person_id, version_number) filter (where is_closing) as closer_id

    from versions

    group by deal_id

),

latest as (

    select
        stg_deal_versions.deal_id,
        stg_deal_versions.lead_id,
        stg_deal_versions.lead_type,
        stg_deal_versions.status,
        case when stg_deal_versions.status = 'lost' then stg_deal_versions.lost_reason end
            as loss_reason,
        coalesce(readings.closer_id, stg_deal_versions.person_id) as owner_id,
        stg_deal_versions.amount,
        stg_deal_versions.currency_code,
        stg_deal_versions.opened_at,

        -- Without a date of its own, a deal was closed when a reading found it so; where that was
        -- the first one, nobody knows when.
        case
            when stg_deal_versions.status in ('won', 'lost')
                then coalesce(
                    stg_deal_versions.closed_at,
                    case
                        when readings.seen_closed_at > readings.first_seen_at
                            then readings.seen_closed_at
                    end
                )
        end as closed_at,
        readings.deleted_at

    from stg_deal_versions

    inner join readings
        on stg_deal_versions.deal_id = readings.deal_id
        and stg_deal_versions.version_number = readings.last_number

),

final as (

    select
        latest.deal_id,
        latest.lead_id,
        latest.lead_type,
        latest.status,
        latest.loss_reason,
        latest.owner_id,
        round(latest.amount * coalesce(currency_rates.rate, 1), 2)::decimal(18, 2) as amount,
        stg_deals.deal_id is null as is_deleted,
        latest.opened_at,
        latest.closed_at,
        case when stg_deals.deal_id is null then latest.deleted_at end as deleted_at

    from latest

    left join stg_deals
        on latest.deal_id = stg_deals.deal_id

    left join currency_rates
        on latest.currency_code = currency_rates.currency_code

)

select * from final
