-- Entity:  deals
-- Answers: which opportunities are open, won or lost? The product stands for the type of lead

with

export as (

    select
        opportunity_id,
        sales_agent,
        -- The pipeline writes GTXPro where the list of products has GTX Pro.
        replace(product, 'GTXPro', 'GTX Pro') as product,
        account,
        deal_stage,
        engage_date::date as engage_date,
        close_date::date as close_date,
        case when deal_stage = 'Won' then close_value::decimal(18, 2) end as close_value

    from read_csv(getvariable('folder') || '/sales_pipeline.csv', header = true, all_varchar = true)

)

-- Days become midnights in the company's zone. A prospect has no day: the export found it open.
select
    opportunity_id as deal_id,
    sales_agent as person_id,
    null as lead_id,
    account as tenant_id,
    product as lead_type,
    deal_stage as stage,
    null as stage_ratio,
    case deal_stage when 'Won' then 'won' when 'Lost' then 'lost' else 'open' end as status,
    null as lost_reason,
    close_value as amount,
    'USD' as currency_code,
    timezone('UTC', timezone(
        'America/Chicago', coalesce(engage_date, date '2017-12-31')::timestamp
    )) as opened_at,
    timezone('UTC', timezone('America/Chicago', close_date::timestamp)) as closed_at,
    null as expected_close_date,
    null as touched_at

from export
