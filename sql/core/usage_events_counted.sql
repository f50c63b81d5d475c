-- Grain:   event_id
-- Unit:    usage_date is the tenant's local day
-- Source:  qualifying_events; usage_daily, through staging
-- Answers: which single events are of a human user of a customer, where there are no daily rows?
-- Kept as: nothing

with

final as (

    select
        event_id,
        tenant_id,
        user_id,
        feature,
        usage_date

    from qualifying_events

    where not exists (from stg_usage_daily)

)

select * from final
